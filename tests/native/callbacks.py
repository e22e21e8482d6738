# Registers a find, a worklist and a move callback with the Python plugin, and reports what it is given.
import json

import orthanc


def report(name, value):
    orthanc.LogWarning('%s=%s' % (name, value))


def on_find(answers, query, issuer, called):
    report('find-from', '%s to %s' % (issuer, called))
    for i in range(query.GetFindQuerySize()):
        value = ''
        try:
            value = query.GetFindQueryValue(i)
        except orthanc.OrthancException as error:
            value = 'error %s' % error
        report('find-key', '%04x,%04x %s [%s]' % (
            query.GetFindQueryTagGroup(i), query.GetFindQueryTagElement(i), query.GetFindQueryTagName(i), value))
        if value == 'FAIL':
            raise Exception('asked to fail')
    for name in ['Müller^И', 'Second']:
        content = {'SpecificCharacterSet': 'ISO_IR 192', 'PatientName': name, 'StudyDescription': 'not asked for'}
        answers.FindAddAnswer(orthanc.CreateDicom(json.dumps(content), None, orthanc.CreateDicomFlags.NONE))


def on_worklist(answers, query, issuer, called):
    report('worklist-from', '%s to %s' % (issuer, called))
    asked = json.loads(orthanc.DicomBufferToJson(
        query.WorklistGetDicomQuery(), orthanc.DicomToJsonFormat.SHORT, orthanc.DicomToJsonFlags.NONE, 0))
    report('worklist-accession', asked['0008,0050'])
    if asked.get('0010,0020') == 'FAIL':
        raise Exception('asked to fail')
    for accession in ['A1', 'A2'] + (['A3'] if asked['0008,0050'] == 'A3' else []):
        content = {'AccessionNumber': accession, 'PatientName': 'Müller^И' if accession == 'A3' else 'Worklist^Patient'}
        item = orthanc.CreateDicom(json.dumps(content), None, orthanc.CreateDicomFlags.NONE)
        if query.WorklistIsMatch(item):
            answers.WorklistAddAnswer(query, item)


def on_move(**request):
    report('move', json.dumps(request, sort_keys=True))
    if request['PatientID'] == 'FAIL':
        raise Exception('asked to fail')


orthanc.RegisterFindCallback(on_find)
orthanc.RegisterWorklistCallback(on_worklist)
orthanc.RegisterMoveCallback(on_move)
