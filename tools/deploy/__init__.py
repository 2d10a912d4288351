"""What the workflows do to a stage, as commands that run on a laptop too: python3 -m tools.deploy --help."""
