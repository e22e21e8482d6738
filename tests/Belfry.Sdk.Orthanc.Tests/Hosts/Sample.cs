namespace Belfry.Sdk.Orthanc.Tests.Hosts;

/// <summary>A sample that is exported and compared. A new one needs a line here.</summary>
/// <param name="Folder">Its folder in <c>samples</c>.</param>
/// <param name="Assembly">Its assembly.</param>
/// <param name="Settings">Members of the configuration that it needs.</param>
/// <param name="Queries">Queries, as arguments of findscu.</param>
internal sealed record Sample(string Folder, string Assembly, string Settings, params string[] Queries)
{
    /// <summary>True for one that asks the modality <c>pacs</c>, which is another Belfry with a study.</summary>
    public bool AsksAnotherPacs { get; init; }

    public static IReadOnlyList<Sample> All { get; } =
    [
        new("worklist-hello", "WorklistHello", "", "-W -k PatientName -k PatientID -k AccessionNumber -k StudyDate", "-W -k PatientName=Nobody -k PatientID"),
        new(
            "four-families", "FourFamilies", "",
            "-W -k PatientName -k PatientID -k AccessionNumber -k StudyInstanceUID -k PatientSex",
            "-W -k PatientID=MANY1 -k ScheduledProcedureStepSequence[0].Modality -k ScheduledProcedureStepSequence[0].ScheduledProcedureStepID",
            "-W -k PatientID -k ScheduledProcedureStepSequence[0].Modality=CT -k ScheduledProcedureStepSequence[0].ScheduledProcedureStepStartTime",
            "-W -k PatientID=MANY* -k PatientName",
            "-W -k PatientID=BROKEN -k PatientName",
            "-S -k QueryRetrieveLevel=STUDY -k PatientName -k PatientID -k StudyDate -k ModalitiesInStudy -k NumberOfStudyRelatedInstances -k StudyID",
            "-S -k QueryRetrieveLevel=STUDY -k PatientName=*a -k StudyDate=20260701-20260702",
            "-P -k QueryRetrieveLevel=PATIENT -k PatientID=MANY2 -k PatientName",
            "-S -k QueryRetrieveLevel=STUDY -k PatientID=MANY* -k AccessionNumber",
            "-S -k QueryRetrieveLevel=STUDY -k PatientID=BROKEN -k AccessionNumber"),
        new(
            "worklist-csv", "WorklistCsv", $$"""
            "WorklistCsv" : { "File" : "{{PublishedPlugin.File("worklist-csv", "worklist.csv")}}" }
            """,
            "-W -k PatientName -k PatientID -k AccessionNumber -k ScheduledProcedureStepSequence[0].Modality=CT",
            "-W -k PatientName=sample* -k ScheduledProcedureStepSequence[0].ScheduledProcedureStepStartDate=20260701"),
        new(
            "worklist-sql", "WorklistSql", $$"""
            "WorklistSql" : { "ConnectionString" : "Data Source=exported;Mode=Memory;Cache=Shared",
                              "Scripts" : [ "{{PublishedPlugin.File("worklist-sql", "sqlite.sql")}}", "{{PublishedPlugin.File("worklist-sql", "example.sql")}}" ] }
            """,
            "-W -k PatientName -k PatientID -k AccessionNumber -k ScheduledProcedureStepSequence[0].Modality=CT",
            "-W -k PatientName=s*^b* -k PatientBirthDate",
            "-W -k PatientID=P_4 -k StudyInstanceUID",
            "-W -k PatientName -k ScheduledProcedureStepSequence[0].ScheduledProcedureStepStartDate=20260702- -k ScheduledProcedureStepSequence[0].Modality=CT"),
        new(
            "find-proxy", "FindProxy", "\"FindProxy\" : { \"Modality\" : \"pacs\" }",
            "-S -k QueryRetrieveLevel=STUDY -k StudyInstanceUID -k PatientName=a* -k PatientID -k StudyDate -k AccessionNumber",
            "-S -k QueryRetrieveLevel=IMAGE -k StudyInstanceUID=1.2.3 -k SeriesInstanceUID=1.2.3.1 -k SOPInstanceUID -k SOPClassUID",
            "-S -k QueryRetrieveLevel=STUDY -k StudyInstanceUID=1.2.9 -k PatientID")
        {
            AsksAnotherPacs = true,
        },
        new("move-fetch-and-forward", "MoveFetchAndForward", "\"FetchAndForward\" : { \"Modality\" : \"pacs\" }") { AsksAnotherPacs = true },
        new(
            "commitment-external-archive", "CommitmentExternalArchive",
            "\"ExternalArchive\" : { \"Modality\" : \"pacs\", \"RetrySeconds\" : 0 }")
        {
            AsksAnotherPacs = true,
        },
    ];

    public static Sample Named(string folder) => All.Single(sample => sample.Folder == folder);
}
