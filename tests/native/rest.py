# Serves addresses, and hears of changes and instances, by the Python plugin.
import json

import orthanc


def on_hello(output, uri, **request):
    name = request['groups'][0]
    if request['method'] == 'POST':
        output.AnswerBuffer('posted %s to %s' % (request['body'].decode('utf-8'), name), 'text/plain')
    elif request['method'] == 'GET':
        output.SetHttpHeader('X-Asked', request['get'].get('asked', 'nothing'))
        output.AnswerBuffer('hello %s' % name, 'text/plain')
    else:
        output.SendMethodNotAllowed('GET,POST')


def on_studies(output, uri, **request):
    studies = json.loads(orthanc.RestApiGet('/studies'))
    output.AnswerBuffer(json.dumps({'count': len(studies)}), 'application/json')


def on_fail(output, uri, **request):
    raise Exception('asked to fail')


def on_change(change, level, resource):
    if change == orthanc.ChangeType.ORTHANC_STARTED:
        orthanc.LogWarning('started=%d' % len(json.loads(orthanc.RestApiGet('/patients'))))
    elif change == orthanc.ChangeType.NEW_STUDY:
        orthanc.LogWarning('new-study=%s' % json.loads(orthanc.RestApiGet('/studies/%s' % resource))['MainDicomTags']['AccessionNumber'])


def on_stored(instance, identifier):
    orthanc.LogWarning('stored=%s' % json.loads(instance.GetInstanceSimplifiedJson())['PatientID'])


orthanc.RegisterRestCallback('/python/hello/(.*)', on_hello)
orthanc.RegisterRestCallback('/python/studies', on_studies)
orthanc.RegisterRestCallback('/python/fail', on_fail)
orthanc.RegisterOnChangeCallback(on_change)
orthanc.RegisterOnStoredInstanceCallback(on_stored)


def on_received(data, origin):
    if b'CHANGE' not in data:
        return orthanc.ReceivedInstanceAction.KEEP_AS_IS, None
    return orthanc.ReceivedInstanceAction.MODIFY, data.replace(b'CHANGE', b'ALTERD')


orthanc.RegisterReceivedInstanceCallback(on_received)
