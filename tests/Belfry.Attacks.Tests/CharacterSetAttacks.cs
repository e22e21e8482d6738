using System.Text;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.TestKit;

namespace Belfry.Attacks.Tests;

/// <summary>Character sets that are not what they say.</summary>
[Attack(12)]
public sealed class CharacterSetAttacks
{
    public static TheoryData<string, byte[]> Names => new()
    {
        { "ISO_IR 192", [0xC3, 0x28, 0xFF, 0xFE] },
        { "ISO_IR 192", [0xED, 0xA0, 0x80, 0xED] },
        { "\\ISO 2022 IR 87", [0x1B, 0x24, 0x42, 0x30] },
        { "\\ISO 2022 IR 87", [0x1B, 0x1B, 0x1B, 0x1B] },
        { "GB18030", [0x81, 0x30, 0x81, 0x20] },
        { "NO SUCH SET", Encoding.ASCII.GetBytes("Name") },
        { "ISO_IR 100\\ISO_IR 192\\GB18030", Encoding.ASCII.GetBytes("Name") },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Instance_WithTextThatItsCharacterSetHasNot_IsStoredAndFound(string characterSet, byte[] name)
    {
        await using var server = await AttackedServer.StartAsync();
        var image = AttackedServer.Image("1.2.3.4");
        image.Set(Tags.SpecificCharacterSet, VR.CS, characterSet.Split('\\'));
        image.Set(Tags.PatientName, VR.PN, name);
        Assert.Equal(0, (await server.StoreAsync(image.ToBytes(TransferSyntax.ExplicitVRLittleEndian), Uids.ExplicitVRLittleEndian)).Status);

        var query = new DicomDataSet { { Tags.PatientName, "" }, { Tags.PatientID, "P1" } };
        Assert.Equal(1, await server.CountAsync(query));
    }

    [Theory]
    [InlineData("NO SUCH SET")]
    [InlineData("\\\\\\\\\\\\\\\\")]
    public async Task Query_InACharacterSetThatIsNone_IsRefusedOrAnswered(string characterSet)
    {
        await using var server = await AttackedServer.StartAsync();
        var query = new DicomDataSet();
        query.Set(Tags.SpecificCharacterSet, VR.CS, characterSet.Split('\\'));
        query.Set(Tags.PatientName, VR.PN, "\u001B$BA*"u8.ToArray());
        Assert.Equal(0, await server.CountAsync(query));
        await server.AssertServesAsync();
    }

    // Read as other text is, the declaration would ask for itself without end.
    [Fact]
    public async Task DataSet_WhoseCharacterSetIsDeclaredAsText_DoesNotEndTheServer()
    {
        await using var server = await AttackedServer.StartAsync();
        byte[] declaration = [8, 0, 5, 0, (byte)'L', (byte)'O', 12, 0, .. "ISO_IR 100\\x"u8];
        var query = new DicomDataSet();
        query.Set(Tags.QueryRetrieveLevel, "STUDY");
        query.Set(Tags.PatientName, VR.PN, new byte[] { 0xC4, (byte)'*' });
        await using (var peer = await server.AssociateAsync(Uids.ExplicitVRLittleEndian, Uids.StudyRootQueryRetrieveInformationModelFind))
        {
            byte[] bytes = [.. declaration, .. query.ToBytes(TransferSyntax.ExplicitVRLittleEndian)];
            await peer.SendAsync(Wire.Message(1, new CFindRequest(Uids.StudyRootQueryRetrieveInformationModelFind), 1, new RawDataSet(bytes)));
            await peer.ExpectResponseAsync();
        }

        var image = AttackedServer.Image("1.2.3.4").ToBytes(TransferSyntax.ExplicitVRLittleEndian);
        await server.StoreAsync([.. declaration, .. image], Uids.ExplicitVRLittleEndian);
        await server.AssertServesAsync();
    }
}
