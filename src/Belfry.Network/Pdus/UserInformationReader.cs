using System.Text;
using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>Decodes the content of a User Information item (PS3.8 §9.3.2.3, Annex D; PS3.7 §D.3.3). Pure.</summary>
internal static class UserInformationReader
{
    // As many as there are contexts: each of them is about the SOP class of one.
    private const int MaxSubItems = 128;

    public static UserInformation Read(WireReader reader, AssociationLimits limits)
    {
        if (reader.Length > limits.MaxUserInformationLength)
            throw WireReader.Invalid($"User Information of {reader.Length} bytes; the limit is {limits.MaxUserInformationLength}.");
        var information = new UserInformation();
        List<RoleSelection>? roles = null;
        List<SopClassExtendedNegotiation>? extended = null;
        List<SopClassCommonExtendedNegotiation>? common = null;
        while (!reader.IsEmpty)
        {
            var type = reader.ReadItem(out var item);
            switch (type)
            {
                case ItemType.MaximumLength:
                    information = information with { MaxPduLength = item.ReadUInt32() };
                    break;
                case ItemType.ImplementationClassUid:
                    information = information with { ImplementationClassUid = item.ReadRestAsUid() };
                    break;
                case ItemType.ImplementationVersionName:
                    information = information with { ImplementationVersionName = ReadVersionName(item.ReadRest()) };
                    break;
                case ItemType.AsynchronousOperationsWindow:
                    information = information with { AsynchronousOperationsWindow = new(item.ReadUInt16(), item.ReadUInt16()) };
                    break;
                case ItemType.RoleSelection:
                    Add(ref roles, new RoleSelection(WireReader.ToUid(item.ReadCounted()), item.ReadByte() == 1, item.ReadByte() == 1));
                    break;
                case ItemType.ExtendedNegotiation:
                    Add(ref extended, new SopClassExtendedNegotiation(WireReader.ToUid(item.ReadCounted()), item.ReadRest().ToArray()));
                    break;
                case ItemType.CommonExtendedNegotiation:
                    Add(ref common, ReadCommonExtended(item));
                    break;
                case ItemType.UserIdentity:
                    information = information with { UserIdentity = ReadUserIdentity(item) };
                    break;
                case ItemType.UserIdentityResponse:
                    information = information with { UserIdentityResponse = item.ReadCounted().ToArray() };
                    break;
            }
        }

        return information with
        {
            RoleSelections = roles ?? [],
            ExtendedNegotiations = extended ?? [],
            CommonExtendedNegotiations = common ?? [],
        };
    }

    /// <summary>| SOP class 2 + n | service class 2 + n | length 2 | related general SOP classes, each 2 + n (PS3.7 §D.3.3.6)</summary>
    private static SopClassCommonExtendedNegotiation ReadCommonExtended(WireReader reader)
    {
        var sopClass = WireReader.ToUid(reader.ReadCounted());
        var serviceClass = WireReader.ToUid(reader.ReadCounted());
        List<DicomUid>? related = null;
        var list = new WireReader(reader.ReadCounted());
        while (!list.IsEmpty)
            Add(ref related, WireReader.ToUid(list.ReadCounted()));
        return new SopClassCommonExtendedNegotiation(sopClass, serviceClass, related ?? []);
    }

    /// <summary>| type 1 | positive-response-requested 1 | primary field 2 + n | secondary field 2 + n (PS3.7 §D.3.3.7.1)</summary>
    private static UserIdentity ReadUserIdentity(WireReader reader)
    {
        var type = (UserIdentityType)reader.ReadByte();
        var wantsResponse = reader.ReadByte() == 1;
        var primary = reader.ReadCounted().ToArray();
        // Types other than 2 have an empty secondary field, and some peers leave it out altogether.
        var secondary = reader.IsEmpty ? [] : reader.ReadCounted().ToArray();
        return new UserIdentity(type, wantsResponse, primary, secondary);
    }

    private static string? ReadVersionName(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes.TrimEnd("\0 "u8).TrimStart((byte)' ');
        if (bytes.IsEmpty || bytes.Length > 64 || bytes.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
            return null;
        return Encoding.ASCII.GetString(bytes);
    }

    private static void Add<T>(ref List<T>? list, T item)
    {
        list ??= [];
        if (list.Count == MaxSubItems)
            throw WireReader.Invalid($"More than {MaxSubItems} negotiation sub-items of one kind.");
        list.Add(item);
    }
}
