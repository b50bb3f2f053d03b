"""Access: how far residents walk to facilities, on streets where there are any, and what that adds up to."""
