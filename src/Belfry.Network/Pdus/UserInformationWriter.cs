namespace Belfry.Network;

/// <summary>Encodes a User Information item (PS3.8 §9.3.2.3, Annex D; PS3.7 §D.3.3). Pure.</summary>
internal static class UserInformationWriter
{
    public static void Write(OutputBuffer output, UserInformation user)
    {
        var start = AssociatePduWriter.BeginItem(output, ItemType.UserInformation);
        var item = AssociatePduWriter.BeginItem(output, ItemType.MaximumLength);
        output.AddUInt32(user.MaxPduLength);
        AssociatePduWriter.EndItem(output, item);
        if (!user.ImplementationClassUid.IsEmpty)
            AssociatePduWriter.WriteUidItem(output, ItemType.ImplementationClassUid, user.ImplementationClassUid);
        if (user.AsynchronousOperationsWindow is { } window)
        {
            item = AssociatePduWriter.BeginItem(output, ItemType.AsynchronousOperationsWindow);
            output.AddUInt16(window.MaxInvoked);
            output.AddUInt16(window.MaxPerformed);
            AssociatePduWriter.EndItem(output, item);
        }

        foreach (var role in user.RoleSelections)
        {
            item = AssociatePduWriter.BeginItem(output, ItemType.RoleSelection);
            WriteCountedText(output, role.SopClassUid.Value);
            output.Add([role.Scu ? (byte)1 : (byte)0, role.Scp ? (byte)1 : (byte)0]);
            AssociatePduWriter.EndItem(output, item);
        }

        if (user.ImplementationVersionName is { } name)
        {
            item = AssociatePduWriter.BeginItem(output, ItemType.ImplementationVersionName);
            AssociatePduWriter.WriteText(output, name);
            AssociatePduWriter.EndItem(output, item);
        }

        WriteExtended(output, user);
        WriteIdentity(output, user);
        AssociatePduWriter.EndItem(output, start);
    }

    private static void WriteExtended(OutputBuffer output, UserInformation user)
    {
        foreach (var extended in user.ExtendedNegotiations)
        {
            var item = AssociatePduWriter.BeginItem(output, ItemType.ExtendedNegotiation);
            WriteCountedText(output, extended.SopClassUid.Value);
            output.Add(extended.ServiceClassApplicationInformation.Span);
            AssociatePduWriter.EndItem(output, item);
        }

        foreach (var common in user.CommonExtendedNegotiations)
        {
            var item = AssociatePduWriter.BeginItem(output, ItemType.CommonExtendedNegotiation);
            WriteCountedText(output, common.SopClassUid.Value);
            WriteCountedText(output, common.ServiceClassUid.Value);
            output.AddUInt16(checked((ushort)common.RelatedGeneralSopClassUids.Sum(uid => uid.Value.Length + 2)));
            foreach (var uid in common.RelatedGeneralSopClassUids)
                WriteCountedText(output, uid.Value);
            AssociatePduWriter.EndItem(output, item);
        }
    }

    private static void WriteIdentity(OutputBuffer output, UserInformation user)
    {
        if (user.UserIdentity is { } identity)
        {
            var item = AssociatePduWriter.BeginItem(output, ItemType.UserIdentity);
            output.Add([(byte)identity.Type, identity.PositiveResponseRequested ? (byte)1 : (byte)0]);
            WriteCounted(output, identity.PrimaryField.Span);
            WriteCounted(output, identity.SecondaryField.Span);
            AssociatePduWriter.EndItem(output, item);
        }

        if (user.UserIdentityResponse is { } response)
        {
            var item = AssociatePduWriter.BeginItem(output, ItemType.UserIdentityResponse);
            WriteCounted(output, response.Span);
            AssociatePduWriter.EndItem(output, item);
        }
    }

    private static void WriteCountedText(OutputBuffer output, string text)
    {
        output.AddUInt16(checked((ushort)text.Length));
        AssociatePduWriter.WriteText(output, text);
    }

    private static void WriteCounted(OutputBuffer output, ReadOnlySpan<byte> bytes)
    {
        output.AddUInt16(checked((ushort)bytes.Length));
        output.Add(bytes);
    }
}
