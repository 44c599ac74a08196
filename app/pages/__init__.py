"""The pages for browsers: the files that console/build.py makes, and who is handed the demo's key with a page."""
