namespace Belfry.Dicom.Tests.DataSets;

/// <summary>Two data sets mean the same: tags, VRs, values in a common form.</summary>
internal static class SameMeaning
{
    public static void Assert(DicomDataSet expected, DicomDataSet actual, bool vrsSurvive, string path = "")
    {
        var theirs = expected.Where(element => !element.Tag.IsGroupLength && element.Tag != Tags.SpecificCharacterSet).ToList();
        var ours = actual.Where(element => !element.Tag.IsGroupLength && element.Tag != Tags.SpecificCharacterSet).ToList();
        Xunit.Assert.Equal(theirs.Select(element => element.Tag), ours.Select(element => element.Tag));
        for (var i = 0; i < theirs.Count; i++)
            Compare(theirs[i], ours[i], vrsSurvive, $"{path}{theirs[i].Tag}");
    }

    private static void Compare(DicomElement theirs, DicomElement ours, bool vrsSurvive, string path)
    {
        if (vrsSurvive)
            Xunit.Assert.True(theirs.VR == ours.VR, $"{path}: {theirs.VR} became {ours.VR}");
        // Implicit VR cannot say that a private element of defined length is a sequence.
        if (theirs.IsSequence && ours.VR == VR.UN && !vrsSurvive)
            return;
        if (theirs.IsSequence)
        {
            Xunit.Assert.Equal(theirs.Items.Count, ours.Items.Count);
            for (var i = 0; i < theirs.Items.Count; i++)
                Assert(theirs.Items[i], ours.Items[i], vrsSurvive, $"{path}[{i}].");
        }
        else if (theirs.IsEncapsulated)
        {
            Xunit.Assert.Equal(theirs.FragmentCount, ours.FragmentCount);
            for (var i = 0; i < theirs.FragmentCount; i++)
                Xunit.Assert.True(theirs.GetFragment(i).Span.SequenceEqual(ours.GetFragment(i).Span), path);
        }
        else if (theirs.VR == ours.VR && theirs.VR.IsText)
        {
            Xunit.Assert.True(theirs.GetString() == ours.GetString(), $"{path}: '{theirs.GetString()}' became '{ours.GetString()}'");
        }
        else
        {
            Xunit.Assert.True(Bytes(theirs).AsSpan().SequenceEqual(Bytes(ours)), $"{path} ({theirs.VR}, {ours.VR}): other bytes");
        }
    }

    private static byte[] Bytes(DicomElement element)
    {
        var raw = element.RawValue;
        var bytes = new byte[raw.Length + (raw.Length & 1)];
        if (element.IsLittleEndian)
            raw.Span.CopyTo(bytes);
        else
            ByteOrder.Reverse(raw.Span, bytes, element.VR.SwapUnit);
        if (bytes.Length != raw.Length)
            bytes[^1] = element.VR.PaddingByte;
        return bytes;
    }
}
