"""How does it reach a phone?"""
