"""When should a patient hear from us?"""
