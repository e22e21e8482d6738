namespace Belfry.Dicom;

/// <summary>What a defined term of Specific Character Set means.</summary>
internal enum CharacterSetKind
{
    Unknown,
    CodedSet,
    Utf8,
    Gb18030,
    Gbk,
}
