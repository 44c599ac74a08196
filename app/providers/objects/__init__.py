"""Files in a directory or in an S3-compatible bucket, by the package obstore."""
