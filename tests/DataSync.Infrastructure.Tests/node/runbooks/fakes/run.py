"""Runs the script of one aws:executeScript step: JSON in, JSON out."""
import json
import sys
import time

import boto3

task = json.load(sys.stdin)
boto3.ANSWERS.update(task['answers'])
boto3.HERE = task['here']
slept = []
time.sleep = slept.append
names = {}
try:
    exec(compile(task['script'], 'script', 'exec'), names)
    outcome = {'result': names[task['handler']](task['payload'], {})}
except Exception as error:
    outcome = {'error': type(error).__name__ + ': ' + str(error)}
json.dump({**outcome, 'calls': boto3.CALLS, 'slept': slept}, sys.stdout)
