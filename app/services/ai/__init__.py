"""AI steps: what the model is told, what it wrote, what a person decides, what it cost."""
