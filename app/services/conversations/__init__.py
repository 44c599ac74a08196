"""What leads write, what operators answer, and consent."""
