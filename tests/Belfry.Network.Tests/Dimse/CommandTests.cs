using Belfry.Dicom;
using CsCheck;
using Xunit;

namespace Belfry.Network.Tests;

public class CommandTests
{
    private static readonly PresentationContext _context =
        new(1, Uids.ModalityWorklistInformationModelFind, TransferSyntax.ImplicitVRLittleEndian, true, true);

    public static TheoryData<DimseRequest> Requests =>
    [
        new CEchoRequest(Uids.Verification),
        new CFindRequest(Uids.ModalityWorklistInformationModelFind) { Priority = DimsePriority.High },
        new CGetRequest(Uids.Verification),
        new CMoveRequest(Uids.Verification, AETitle.Parse("DEST")) { Priority = DimsePriority.Low },
        new CMoveRequest(Uids.Verification, default),
        new CStoreRequest(Uids.Verification, new DicomUid("1.2.3")) { MoveOriginatorAETitle = AETitle.Parse("X"), MoveOriginatorMessageId = 9 },
        new CStoreRequest(Uids.Verification, new DicomUid("1.2.34")),
        new NEventReportRequest(Uids.Verification, new DicomUid("1.2.3"), 2),
        new NGetRequest(Uids.Verification, new DicomUid("1.2.3")),
        new NSetRequest(Uids.Verification, new DicomUid("1.2.3")),
        new NActionRequest(Uids.Verification, new DicomUid("1.2.3"), 1),
        new NCreateRequest(Uids.Verification, default),
        new NDeleteRequest(Uids.Verification, new DicomUid("1.2.3")),
    ];

    [Theory]
    [MemberData(nameof(Requests))]
    [Trait("Section", "PS3.7 9.3, 10.3")]
    public void Request_EncodedAndDecoded_IsTheSame(DimseRequest request)
    {
        var output = new OutputBuffer();
        CommandWriter.Write(output, request, 77, hasDataSet: true);

        Assert.Null(CommandSet.Read(output.WrittenSpan, out var command));
        Assert.True(command.HasDataSet);
        Assert.Equal(request with { MessageId = 77, HasDataSet = true }, Normal(CommandReader.ReadRequest(in command, _context), request));
        Assert.Null(CommandReader.FindFault(in command, CommandReader.ReadRequest(in command, _context)));
        Assert.Equal(0, output.Length % 2);
    }

    [Theory]
    [InlineData(CommandField.CEchoRequest, false)]
    [InlineData(CommandField.CCancelRequest, false)]
    [InlineData(CommandField.NDeleteResponse, false)]
    [InlineData(CommandField.CFindRequest, true)]
    [InlineData(CommandField.CStoreRequest, true)]
    [Trait("Section", "PS3.7 9.3, 10.3")]
    public void Read_WithoutCommandDataSetType_ExpectsADataSetWhereThereMayBeOne(CommandField field, bool expected)
    {
        // (0000,0100) Command Field alone.
        Assert.Null(CommandSet.Read([0, 0, 0, 1, 2, 0, 0, 0, (byte)field, (byte)((ushort)field >> 8)], out var command));
        Assert.Equal(expected, command.HasDataSet);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void Response_EncodedAndDecoded_IsTheSame(DimseRequest request)
    {
        var response = request.CreateResponse(new DimseStatus(0xA900), "Odd comment", [Tags.PatientName, Tags.PatientID]);
        var output = new OutputBuffer();
        CommandWriter.Write(output, request with { MessageId = 5 }, response, hasDataSet: false);

        Assert.Null(CommandSet.Read(output.WrittenSpan, out var command));
        Assert.Equal((ushort)5, command.MessageIdBeingRespondedTo);
        var back = CommandReader.ReadResponse(in command, request);
        Assert.NotNull(back);
        Assert.Equal(response.CommandField, back.CommandField);
        Assert.Equal(response.Status, back.Status);
        Assert.Equal("Odd comment", back.ErrorComment);
        Assert.Equal(response.OffendingElements, back.OffendingElements);
    }

    [Fact]
    public void CommandSet_AnyBytes_EndInAValueOrAReason() => Gen.Byte.Array[0, 120].Sample(bytes =>
    {
        if (CommandSet.Read(bytes, out var command) is null)
            CommandReader.ReadRequest(in command, _context);
    }, iter: 2_000);

    [Theory]
    [InlineData("1.2\0")]
    [InlineData("1.2 ")]
    [InlineData(" 1.2\0 \0")]
    public void ToUid_AnyPadding_IsNotPartOfTheUid(string padded)
    {
        var bytes = System.Text.Encoding.ASCII.GetBytes(padded);
        Assert.Equal(new DicomUid("1.2"), CommandSet.ToUid(bytes));
        Assert.Equal(new DicomUid("1.2"), CommandSet.ToUid(bytes, _context));
        Assert.Equal(new DicomUid("1.2"), WireReader.ToUid(bytes));
        Assert.Equal("1.2", CommandSet.ToAETitle(bytes).Value);
    }

    [Fact]
    public void Response_CommentTooLongOrNotAscii_IsCutAndCleaned()
    {
        var response = new CFindRequest(Uids.Verification).CreateResponse(new DimseStatus(0xC000), new string('x', 70) + "\u00e9");
        Assert.Equal(64, response.ErrorComment!.Length);
        Assert.Equal("M?ller?", new CFindRequest(Uids.Verification).CreateResponse(new DimseStatus(0xC000), "M\u00fcller\\").ErrorComment);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(1000)]
    [InlineData(12345)]
    [Trait("Section", "PS3.8 Annex E")]
    public void MessageWriter_AnyDataSet_IsCutIntoFragmentsThatFit(int length)
    {
        var data = TestKit.RawDataSet.Counting(2 * length);
        var bytes = TestKit.Wire.Message(3, new CFindRequest(Uids.Verification), 1, data, maxPduLength: 206);
        var reader = new PduReader(206, 65536);
        var gathered = new List<byte>();
        var last = false;
        for (var at = 0; at < bytes.Length;)
        {
            Assert.True(reader.TryRead(bytes.AsSpan(at), out var token, out var consumed, out _));
            at += consumed;
            if (!token.IsDataValue)
                continue;
            Assert.InRange(token.ValueLength, 1, 200);
            if (token.IsCommand)
                continue;
            Assert.False(last);
            last = token.IsLastValue;
            gathered.AddRange(token.Bytes);
        }

        Assert.True(last);
        Assert.Equal(data.Bytes.ToArray(), gathered);
    }

    // Records compare lists by reference; the list itself is empty in both.
    private static DimseRequest Normal(DimseRequest read, DimseRequest sent) =>
        read is NGetRequest get && sent is NGetRequest original ? get with { AttributeIdentifierList = original.AttributeIdentifierList } : read;
}
