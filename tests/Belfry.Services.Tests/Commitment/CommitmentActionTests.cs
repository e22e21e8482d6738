using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using CsCheck;
using Xunit;

namespace Belfry.Services.Tests;

[Trait("Section", "PS3.4 J.3.2")]
public sealed class CommitmentActionTests
{
    private static readonly DicomUid _transaction = new("1.2.3.4");

    [Fact]
    public void Read_WhatWasWritten_IsTheSame() =>
        Gen.Select(CommitmentGen.Uid, CommitmentGen.Reference.Array[1, 40], Gen.OneOf(CommitmentGen.TransferSyntaxes)).Sample((transaction, references, transferSyntax) =>
        {
            var bytes = new CommitmentAction(transaction, references).ToDataSet().ToBytes(transferSyntax);
            var read = CommitmentAction.Read(bytes, transferSyntax);
            Assert.Equal(transaction, read.TransactionUid);
            Assert.Equal(references, read.References);
        });

    [Fact]
    public void WriteTo_Action_HasTransactionAndSequenceAlone()
    {
        var written = DicomDataSet.Parse(
            new CommitmentAction(_transaction, CommitmentGen.References(2)).ToDataSet().ToBytes(TransferSyntax.ExplicitVRLittleEndian), TransferSyntax.ExplicitVRLittleEndian);

        Assert.Equal([Tags.TransactionUID, Tags.ReferencedSOPSequence], written.Select(element => element.Tag));
        Assert.All(written.GetSequence(Tags.ReferencedSOPSequence), item =>
            Assert.Equal([Tags.ReferencedSOPClassUID, Tags.ReferencedSOPInstanceUID], item.Select(element => element.Tag)));
    }

    public static TheoryData<string, ushort, string> Faults => new()
    {
        { "no transaction", 0x0115, "Transaction UID (0008,1195) is missing" },
        { "empty transaction", 0x0115, "Transaction UID (0008,1195) is missing" },
        { "two transactions", 0x0115, "(0008,1195) has several values" },
        { "two instances", 0x0115, "(0008,1155) has several values" },
        { "transaction of letters", 0x0115, "Transaction UID (0008,1195) is not a UID" },
        { "long transaction", 0x0115, "Transaction UID (0008,1195) is not a UID" },
        { "transaction is a sequence", 0x0115, "Transaction UID (0008,1195) is missing" },
        { "no sequence", 0x0115, "Referenced SOP Sequence (0008,1199) is missing" },
        { "empty sequence", 0x0115, "Referenced SOP Sequence (0008,1199) has no items" },
        { "sequence is text", 0x0115, "Referenced SOP Sequence (0008,1199) has no items" },
        { "empty item", 0x0115, "An item without Referenced SOP Class or Instance UID" },
        { "no class", 0x0115, "An item without Referenced SOP Class or Instance UID" },
        { "no instance", 0x0115, "An item without Referenced SOP Class or Instance UID" },
        { "instance of letters", 0x0115, "A Referenced SOP Class or Instance UID is not a UID" },
        { "too many", 0x0213, "More than 3 references" },
        { "far too many", 0x0213, "More than 3 references" },
        { "truncated", 0x0110, "Data set cannot be read" },
        { "no data set", 0x0115, "Transaction UID (0008,1195) is missing" },
        { "too long", 0x0213, "Data set is too large" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Read_BadInput_HasItsStatusAndComment(string fault, ushort status, string comment)
    {
        var limits = new CommitmentLimits { MaxReferences = 3, MaxDataSetLength = 1_000_000 };
        var thrown = Assert.Throws<DimseStatusException>(() => CommitmentAction.Read(Make(fault), TransferSyntax.ExplicitVRLittleEndian, limits));

        Assert.Equal((new DimseStatus(status), comment), (thrown.Status, thrown.Comment));
        Assert.True(comment.Length <= DimseStatusException.MaxCommentLength);
    }

    [Theory]
    [InlineData("1.2.840.10008.1.20.1.1", 1, 0)]
    [InlineData("1.2.840.10008.1.20.1.1", 2, 0x0123)]
    [InlineData("1.2.840.10008.1.20.1.1", 0, 0x0123)]
    [InlineData("1.2.840.10008.1.20.1", 1, 0x0112)]
    [InlineData("1.02", 1, 0x0117)]
    [InlineData("", 1, 0x0117)]
    public void Check_Command_HasItsStatus(string instance, ushort type, ushort status)
    {
        var request = new NActionRequest(CommitmentSopClass.PushModel, new DicomUid(instance), type);
        var thrown = Record.Exception(() => CommitmentAction.Check(request));

        Assert.Equal(status == 0 ? null : new DimseStatus(status), (thrown as DimseStatusException)?.Status);
    }

    [Fact]
    public void Check_OtherOperation_IsUnrecognized() =>
        Assert.Equal(
            GeneralStatus.UnrecognizedOperation,
            Assert.Throws<DimseStatusException>(() => CommitmentAction.Check(new NGetRequest(CommitmentSopClass.PushModel, CommitmentSopClass.Instance))).Status);

    [Fact]
    public void Read_UidsThatBreakTheRulesOfComponents_AreKeptAsTheyCame()
    {
        var reference = new ReferencedInstance(Uids.CTImageStorage, new DicomUid("1.2.003..4"));
        var read = CommitmentAction.Read(new CommitmentAction(_transaction, [reference]).ToDataSet());

        Assert.Equal([reference], read.References);
    }

    [Fact]
    public void Read_ManyReferences_TakesBytesInProportion()
    {
        var small = Measure(1_000);
        var large = Measure(100_000);

        Assert.True(large < small * 150, $"{large} bytes for 100,000 references, {small} for 1,000");
        Assert.True(large < 100_000 * 2_000, $"{large} bytes for 100,000 references");

        static long Measure(int count)
        {
            var references = CommitmentGen.References(count);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var bytes = new CommitmentAction(_transaction, references).ToDataSet().ToBytes(TransferSyntax.ImplicitVRLittleEndian);
            var read = CommitmentAction.Read(bytes, TransferSyntax.ImplicitVRLittleEndian);
            var used = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(count, read.References.Count);
            Assert.Equal(references[^1], read.References[^1]);
            return used;
        }
    }

    private static byte[] Make(string fault)
    {
        var dataSet = new CommitmentAction(_transaction, CommitmentGen.References(2)).ToDataSet();
        var item = dataSet.GetSequence(Tags.ReferencedSOPSequence)[1];
        switch (fault)
        {
            case "no transaction":
                dataSet.Remove(Tags.TransactionUID);
                break;
            case "empty transaction":
                dataSet.SetEmpty(Tags.TransactionUID);
                break;
            case "two transactions":
                dataSet.Set(Tags.TransactionUID, VR.UI, "1.2.3\\1.2.4"u8.ToArray());
                break;
            case "two instances":
                item.Set(Tags.ReferencedSOPInstanceUID, VR.UI, "1.2.3\\1.2.4"u8.ToArray());
                break;
            case "transaction of letters":
                dataSet.Set(Tags.TransactionUID, VR.UI, "1.2.x"u8.ToArray());
                break;
            case "long transaction":
                dataSet.Set(Tags.TransactionUID, "1." + new string('2', DicomUid.MaxLength));
                break;
            case "transaction is a sequence":
                dataSet.SetEmpty(Tags.TransactionUID, VR.SQ);
                break;
            case "no sequence":
                dataSet.Remove(Tags.ReferencedSOPSequence);
                break;
            case "empty sequence":
                dataSet.SetEmpty(Tags.ReferencedSOPSequence);
                break;
            case "sequence is text":
                dataSet.Set(Tags.ReferencedSOPSequence, VR.LO, "TEXT");
                break;
            case "empty item":
                dataSet.Set(Tags.ReferencedSOPSequence, new DicomDataSet());
                break;
            case "no class":
                item.Remove(Tags.ReferencedSOPClassUID);
                break;
            case "no instance":
                item.SetEmpty(Tags.ReferencedSOPInstanceUID);
                break;
            case "instance of letters":
                item.Set(Tags.ReferencedSOPInstanceUID, VR.UI, "1.2.x"u8.ToArray());
                break;
            case "too many":
                return new CommitmentAction(_transaction, CommitmentGen.References(4)).ToDataSet().ToBytes(TransferSyntax.ExplicitVRLittleEndian);
            case "far too many":
                return new CommitmentAction(_transaction, CommitmentGen.References(5_000)).ToDataSet().ToBytes(TransferSyntax.ExplicitVRLittleEndian);
            case "too long":
                return new byte[1_000_001];
            case "no data set":
                return [];
        }

        var bytes = dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian);
        return fault == "truncated" ? bytes[..^1] : bytes;
    }
}
