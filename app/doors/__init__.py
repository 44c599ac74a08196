"""What a connection may take before and after the application has it: header bytes, time, connections, unread answers.

uvicorn calls the two protocols of this room; `connections` holds every open connection and closes those over a limit.
"""
