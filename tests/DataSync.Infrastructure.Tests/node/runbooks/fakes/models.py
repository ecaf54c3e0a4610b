"""Checks calls, as JSON on standard input, against the service models of botocore. Exit code 3: there is no botocore."""
import json
import sys

# The folder of this file comes first on the path and has a botocore of its own.
sys.path.pop(0)
try:
    from botocore.session import Session
    from botocore.validate import ParamValidator
except ImportError:
    sys.exit(3)

session, models, errors = Session(), {}, []
for text in sorted({json.dumps(call, sort_keys=True) for call in json.load(sys.stdin)}):
    call = json.loads(text)
    service, api = call['api'].split(':')
    if service not in models:
        models[service] = session.get_service_model(service)
    parameters = call['parameters']
    if api in ('CreateDBInstanceReadReplica', 'CopyDBSnapshot'):
        # boto3 makes the URL of it and takes it out before the model sees it.
        parameters.pop('SourceRegion', None)
    try:
        operation = models[service].operation_model(api)
    except Exception as error:
        errors.append(call['api'] + ': ' + str(error))
        continue
    report = ParamValidator().validate(parameters, operation.input_shape)
    if report.has_errors():
        errors.append(call['api'] + ': ' + report.generate_report())
json.dump(errors, sys.stdout)
