"""What is the patient telling us?"""
