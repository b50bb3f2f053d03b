"""Reading strangers' files: everything here runs in a child process with limits (``data.parse.child``)."""
