"""Serving HTTP: Starlette on uvicorn, with limits on what strangers may send."""
