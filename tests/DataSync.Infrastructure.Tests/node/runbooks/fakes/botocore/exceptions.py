class BotoCoreError(Exception):
    pass


class ClientError(Exception):
    def __init__(self, response, operation):
        super().__init__(operation + ': ' + response['Error']['Code'])
        self.response = response
