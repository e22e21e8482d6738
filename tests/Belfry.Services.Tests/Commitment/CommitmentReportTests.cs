using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using CsCheck;
using Xunit;

namespace Belfry.Services.Tests;

[Trait("Section", "PS3.4 J.3.3")]
public sealed class CommitmentReportTests
{
    private static readonly DicomUid _transaction = new("1.2.3.4");
    private static readonly ReferencedInstance[] _references = CommitmentGen.References(2);

    [Fact]
    public void Read_WhatWasWritten_IsTheSame() =>
        Gen.Select(
            CommitmentGen.Uid,
            CommitmentGen.Reference.Array[0, 20],
            Gen.Select(CommitmentGen.Reference, CommitmentGen.Reason, (instance, reason) => new FailedReference(instance, reason)).Array[0, 20],
            Gen.OneOf("", "ARCHIVE", "SIXTEEN LETTERS!"),
            Gen.OneOf(CommitmentGen.TransferSyntaxes)).Sample((transaction, committed, failed, title, transferSyntax) =>
        {
            AETitle.TryParse(title, out var retrieve);
            var bytes = new CommitmentReport(transaction, committed, failed) { RetrieveAETitle = retrieve }.ToDataSet().ToBytes(transferSyntax);
            var read = CommitmentReport.Read(bytes, transferSyntax);
            Assert.Equal(transaction, read.TransactionUid);
            Assert.Equal(committed, read.Committed);
            Assert.Equal(failed, read.Failed);
            Assert.Equal(title, read.RetrieveAETitle.Value);
            Assert.Equal(failed.Length == 0 ? 1 : 2, read.EventTypeId);
        });

    [Fact]
    public void ToDataSet_AllCommitted_HasNoFailedSequence()
    {
        var report = new CommitmentReport(_transaction, _references, []);

        Assert.Equal([Tags.TransactionUID, Tags.ReferencedSOPSequence], report.ToDataSet().Select(element => element.Tag));
        Assert.Equal(new NEventReportRequest(Uids.StorageCommitmentPushModel, Uids.StorageCommitmentPushModelInstance, 1), report.CreateRequest());
    }

    [Fact]
    public void ToDataSet_NothingCommitted_HasNoReferencedSequence()
    {
        var report = new CommitmentReport(_transaction, [], [new FailedReference(_references[0], CommitmentFailureReason.NoSuchObjectInstance)])
        {
            RetrieveAETitle = AETitle.Parse("ARCHIVE"),
        };
        var dataSet = report.ToDataSet();

        Assert.Equal([Tags.RetrieveAETitle, Tags.TransactionUID, Tags.FailedSOPSequence], dataSet.Select(element => element.Tag));
        Assert.Equal(0x0112, dataSet.GetItem(Tags.FailedSOPSequence)?.GetInteger(Tags.FailureReason));
        Assert.Equal(2, report.CreateRequest().EventTypeId);
    }

    [Fact]
    public void Read_FailureWithoutReason_IsAProcessingFailure()
    {
        var dataSet = new CommitmentReport(_transaction, [], [.. _references.Select(reference => new FailedReference(reference, CommitmentFailureReason.NoSuchObjectInstance))]).ToDataSet();
        dataSet.GetSequence(Tags.FailedSOPSequence)[0].Remove(Tags.FailureReason);
        dataSet.GetSequence(Tags.FailedSOPSequence)[1].Set(Tags.FailureReason, VR.LO, "WHY");

        var read = CommitmentReport.Read(dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian), TransferSyntax.ExplicitVRLittleEndian);

        Assert.All(read.Failed, failed => Assert.Equal(CommitmentFailureReason.ProcessingFailure, failed.Reason));
    }

    [Theory]
    [InlineData("no transaction", 0x0115)]
    [InlineData("committed without UID", 0x0115)]
    [InlineData("failed without UID", 0x0115)]
    [InlineData("too many committed", 0x0213)]
    [InlineData("too many failed", 0x0213)]
    [InlineData("truncated", 0x0110)]
    public void Read_BadInput_HasItsStatus(string fault, ushort status)
    {
        var failed = new FailedReference(_references[0], CommitmentFailureReason.ProcessingFailure);
        var dataSet = (fault switch
        {
            "too many committed" => new CommitmentReport(_transaction, CommitmentGen.References(4), [failed]),
            "too many failed" => new CommitmentReport(_transaction, _references, [failed, failed, failed, failed]),
            _ => new CommitmentReport(_transaction, _references, [failed]),
        }).ToDataSet();
        if (fault == "no transaction")
            dataSet.Remove(Tags.TransactionUID);
        if (fault == "committed without UID")
            dataSet.GetItem(Tags.ReferencedSOPSequence)?.Remove(Tags.ReferencedSOPClassUID);
        if (fault == "failed without UID")
            dataSet.GetItem(Tags.FailedSOPSequence)?.Remove(Tags.ReferencedSOPInstanceUID);
        var bytes = dataSet.ToBytes(TransferSyntax.ImplicitVRLittleEndian);

        var thrown = Assert.Throws<DimseStatusException>(() => CommitmentReport.Read(
            fault == "truncated" ? bytes[..^1] : bytes, TransferSyntax.ImplicitVRLittleEndian, new CommitmentLimits { MaxReferences = 3 }));

        Assert.Equal(new DimseStatus(status), thrown.Status);
    }

    [Theory]
    [InlineData("1.2.840.10008.1.20.1.1", 1, 0)]
    [InlineData("1.2.840.10008.1.20.1.1", 2, 0)]
    [InlineData("1.2.840.10008.1.20.1.1", 3, 0x0113)]
    [InlineData("1.2.840.10008.1.20.1.1", 0, 0x0113)]
    [InlineData("1.2.3", 1, 0x0112)]
    [InlineData("1.02", 1, 0x0117)]
    public void Check_Command_HasItsStatus(string instance, ushort type, ushort status)
    {
        var request = new NEventReportRequest(CommitmentSopClass.PushModel, new DicomUid(instance), type);
        var thrown = Record.Exception(() => CommitmentReport.Check(request));

        Assert.Equal(status == 0 ? null : new DimseStatus(status), (thrown as DimseStatusException)?.Status);
    }
}
