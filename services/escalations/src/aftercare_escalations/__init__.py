"""Who must act, until someone does?"""
