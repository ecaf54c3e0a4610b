"""Stands in for boto3 in the scripts of runbooks: answers from a table, writes down who was asked for what."""
import re

from botocore.exceptions import BotoCoreError, ClientError

ANSWERS = {}
HERE = ''
CALLS = []


def _pascal(method):
    return ''.join(part.upper() if part == 'db' else part.capitalize() for part in method.split('_'))


class _Pages:
    def __init__(self, call):
        self.paginate = lambda **parameters: [call(**parameters)]


class _Client:
    def __init__(self, service, region):
        self._service, self._region = service, region

    def get_paginator(self, method):
        return _Pages(getattr(self, method))

    def __getattr__(self, method):
        if not re.fullmatch(r'[a-z]+(_[a-z]+)+', method):
            raise AttributeError(method)

        def call(**parameters):
            api = self._service + ':' + _pascal(method)
            CALLS.append({'region': self._region, 'api': api, 'parameters': parameters})
            answer = ANSWERS.get(self._region + '/' + api, ANSWERS.get(self._region + '/*', {}))
            if answer == 'unreachable':
                raise BotoCoreError()
            if isinstance(answer, dict) and 'clientError' in answer:
                raise ClientError({'Error': {'Code': answer['clientError']}, 'ResponseMetadata': {'HTTPStatusCode': answer['status']}}, api)
            return answer

        return call


def client(service, region_name=None, config=None):
    return _Client(service, region_name or HERE)
