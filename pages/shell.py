"""The script Streamlit runs: page frame, navigation, language and role, and the boundary for errors."""

from pages.parts import frame, misread

pages = frame.open_pages()
with frame.boundary():
    page = frame.navigate(pages)
    frame.sidebar(pages)
    with misread.told():
        page.run()
