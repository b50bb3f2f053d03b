"""Scripts that Streamlit runs for other tests: nothing here is a test, and importing one draws it."""

collect_ignore_glob = ["*.py"]
