namespace Belfry.Dicom;

/// <content>For collection initialisers: <c>new DicomDataSet { { Tags.PatientName, "Doe^John" } }</c>.</content>
public sealed partial class DicomDataSet
{
    /// <summary>For collection initialisers: <c>new DicomDataSet { { Tags.PatientName, "Doe^John" } }</c>.</summary>
    public void Add(DicomTag tag, params ReadOnlySpan<string> values) => Set(tag, values);

    /// <summary>For collection initialisers.</summary>
    public void Add(DicomTag tag, long value) => Set(tag, value);

    /// <summary>For collection initialisers.</summary>
    public void Add(DicomTag tag, double value) => Set(tag, value);

    /// <summary>For collection initialisers.</summary>
    public void Add(DicomTag tag, DateOnly value) => Set(tag, value);

    /// <summary>For collection initialisers.</summary>
    public void Add(DicomTag tag, TimeOnly value) => Set(tag, value);

    /// <summary>For collection initialisers.</summary>
    public void Add(DicomTag tag, PersonName value) => Set(tag, value);

    /// <summary>For collection initialisers.</summary>
    public void Add(DicomTag tag, DicomUid value) => Set(tag, value);

    /// <summary>For collection initialisers.</summary>
    public void Add(DicomTag tag, params ReadOnlySpan<DicomDataSet> items) => Set(tag, items);

    /// <summary>For collection initialisers.</summary>
    public void Add(DicomElement element) => Set(element);
}
