namespace Belfry.Dicom;

/// <summary>What the tables say of an attribute, packed into 16 bits by the generator.</summary>
internal readonly record struct AttributeCode(ushort Bits)
{
    /// <summary>The VR; of several the first.</summary>
    public VR VR => (VR)(Bits & 0x3F);

    /// <summary>The other VRs that it may have.</summary>
    public VRChoice Choice => (VRChoice)((Bits >> 6) & 7);

    /// <summary>Retired; in the private table: the row stands for a whole block.</summary>
    public bool Flag => (Bits & 0x200) != 0;

    /// <summary>The value multiplicity.</summary>
    public string VM => ValueMultiplicities.Get(Bits >> 10);
}
