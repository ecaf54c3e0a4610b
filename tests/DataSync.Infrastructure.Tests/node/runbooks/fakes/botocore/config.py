class Config:
    def __init__(self, **settings):
        self.settings = settings
