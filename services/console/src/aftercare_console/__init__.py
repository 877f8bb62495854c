"""What do staff see and do?"""
