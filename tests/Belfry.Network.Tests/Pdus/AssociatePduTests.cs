using Belfry.Dicom;
using Belfry.TestKit;
using CsCheck;
using Xunit;

namespace Belfry.Network.Tests;

public class AssociatePduTests
{
    private static readonly Gen<DicomUid> _uid =
        Gen.Select(Gen.UShort, Gen.UShort).Select((a, b) => new DicomUid($"1.2.840.{a}.{b}"));

    private static readonly Gen<ReadOnlyMemory<byte>> _bytes = Gen.Byte.Array[0, 40].Select(bytes => (ReadOnlyMemory<byte>)bytes);

    private static readonly Gen<UserInformation> _user =
        from length in Gen.UInt
        from implementation in _uid
        from name in Gen.Int[0, 2].Select(i => new[] { "BELFRY_0_1_0", "x", null }[i])
        from window in Gen.Select(Gen.UShort, Gen.UShort)
        from roles in Gen.Select(_uid, Gen.Bool, Gen.Bool).Select((uid, scu, scp) => new RoleSelection(uid, scu, scp)).Array[0, 4]
        from extended in Gen.Select(_uid, _bytes).Select((uid, bytes) => new SopClassExtendedNegotiation(uid, bytes)).Array[0, 3]
        from common in Gen.Select(_uid, _uid, _uid.Array[0, 3]).Select((a, b, c) => new SopClassCommonExtendedNegotiation(a, b, c)).Array[0, 3]
        from identity in Gen.Select(Gen.Byte[1, 5], Gen.Bool, _bytes, _bytes).Select((t, p, a, b) => new UserIdentity((UserIdentityType)t, p, a, b))
        from parts in Gen.Int[0, 7]
        select new UserInformation
        {
            MaxPduLength = length,
            ImplementationClassUid = implementation,
            ImplementationVersionName = name,
            AsynchronousOperationsWindow = (parts & 1) == 0 ? null : new AsynchronousOperationsWindow(window.Item1, window.Item2),
            RoleSelections = roles,
            ExtendedNegotiations = extended,
            CommonExtendedNegotiations = common,
            UserIdentity = (parts & 2) == 0 ? null : identity,
            UserIdentityResponse = (parts & 4) == 0 ? null : identity.PrimaryField,
        };

    [Fact]
    [Trait("Section", "PS3.8 9.3.2")]
    public void Request_EncodedAndDecoded_IsTheSame()
    {
        var contexts = Gen.Select(_uid, _uid.Array[1, 4]).Array[1, 8]
            .Select(list => list.Select((c, i) => new ProposedPresentationContext((byte)(2 * i + 1), c.Item1, c.Item2)).ToArray());
        Gen.Select(contexts, _user, Gen.Int[0, 2].Select(i => new[] { "A", "SIXTEEN_LETTERS_", "a b" }[i]), Gen.Bool.Select(b => b ? "../ETC" : "STORE")).Sample((list, user, called, calling) =>
        {
            var pdu = new AssociateRequestPdu { CalledAETitle = called, CallingAETitle = calling, PresentationContexts = list, UserInformation = user };
            var bytes = Wire.Request(pdu);
            var back = AssociatePduReader.ReadRequest(bytes.AsSpan(6), AssociationLimits.Default);
            Assert.Equal(bytes, Wire.Request(back));
            Assert.Equal(called, back.CalledAETitle);
            Assert.Equal(calling, back.CallingAETitle);
            Assert.Equal(list.Select(c => c.AbstractSyntax), back.PresentationContexts.Select(c => c.AbstractSyntax));
            Assert.Equal(user.MaxPduLength, back.UserInformation.MaxPduLength);
            Assert.Equal(user.RoleSelections, back.UserInformation.RoleSelections);
            Assert.Equal(user.AsynchronousOperationsWindow, back.UserInformation.AsynchronousOperationsWindow);
            Assert.Equal(user.UserIdentity?.PrimaryField.ToArray(), back.UserInformation.UserIdentity?.PrimaryField.ToArray());
        }, iter: 200);
    }

    [Fact]
    [Trait("Section", "PS3.8 9.3.3")]
    public void Accept_EncodedAndDecoded_IsTheSame() => Gen.Select(Gen.Byte[0, 4].Array[1, 20], _user).Sample((results, user) =>
    {
        var answers = results.Select((result, i) => new PresentationContextAnswer(
            (byte)((2 * i) + 1), (PresentationContextResult)result, result == 0 ? Uids.ExplicitVRLittleEndian : default)).ToArray();
        var pdu = new AssociateAcceptPdu { CalledAETitle = "A", CallingAETitle = "B", PresentationContexts = answers, UserInformation = user };
        var bytes = Wire.Accept(pdu);
        var back = AssociatePduReader.ReadAccept(bytes.AsSpan(6), AssociationLimits.Default);
        Assert.Equal(bytes, Wire.Accept(back));
        Assert.Equal(answers, back.PresentationContexts);
    }, iter: 200);

    [Fact]
    public void ReadRequest_AnyDamage_EndsInAValueOrATypedError()
    {
        var good = Wire.Request(new ScriptedPeer(InMemoryTransport.CreatePair().First).Request)[6..];
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, good.Length]).Sample((at, value, length) =>
        {
            var bytes = good[..length];
            if (at < length)
                bytes[at] = value;
            try
            {
                AssociatePduReader.ReadRequest(bytes, AssociationLimits.Default);
            }
            catch (ProtocolViolationException)
            {
                return;
            }
        }, iter: 2_000);
    }

    [Fact]
    public void ReadRequest_UnknownItems_AreSkipped()
    {
        var good = Wire.Request(new ScriptedPeer(InMemoryTransport.CreatePair().First).Request)[6..];
        byte[] bytes = [.. good, 0x77, 0, 0, 3, 1, 2, 3];
        Assert.Equal(2, AssociatePduReader.ReadRequest(bytes, AssociationLimits.Default).PresentationContexts.Count);
    }
}
