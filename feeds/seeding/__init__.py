"""A crowd of any size for measuring: written in bulk, consistent in every row the product keeps."""
