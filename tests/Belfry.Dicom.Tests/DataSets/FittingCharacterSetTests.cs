using Xunit;

namespace Belfry.Dicom.Tests.DataSets;

/// <summary>Data sets that hold text which their character set has not.</summary>
public sealed class FittingCharacterSetTests
{
    private const string Polish = "Wałęsa^Lech";

    [Theory]
    [InlineData("ISO_IR 100", "Müller^Jörg")]
    [InlineData("ISO_IR 101", Polish)]
    [InlineData("ISO_IR 192", Polish)]
    [InlineData(null, Polish)]
    [InlineData("ISO_IR 100", "Smith^John?")]
    public void Fitting_TextThatTheSetHas_IsTheSameDataSet(string? declared, string name)
    {
        var dataSet = Make(declared, name);

        Assert.Same(dataSet, dataSet.WithFittingCharacterSet());
    }

    [Theory]
    [InlineData("ISO_IR 100")]
    [InlineData("ISO_IR 6")]
    [InlineData("")]
    [InlineData("no such set")]
    public void Fitting_TextThatTheSetHasNot_IsACopyInUtf8(string declared)
    {
        var dataSet = Make(declared, Polish);
        dataSet.Set(Tags.InstitutionName, "Köln");
        var before = dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian);

        var fitting = Write(dataSet.WithFittingCharacterSet());

        Assert.Equal(("ISO_IR 192", Polish, "Köln"), (fitting.GetString(Tags.SpecificCharacterSet), fitting.GetString(Tags.PatientName), fitting.GetString(Tags.InstitutionName)));
        Assert.Equal(before, dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian));
    }

    [Fact]
    public void Fitting_ReadInOneSetAndDeclaredAsAnother_LosesNothing()
    {
        var read = Write(Make("ISO_IR 101", Polish));
        read.Set(Tags.SpecificCharacterSet, "ISO_IR 100");

        Assert.Equal(Polish, Write(read.WithFittingCharacterSet()).GetString(Tags.PatientName));
    }

    [Fact]
    public void Fitting_TextWithinAnItem_IsFound()
    {
        var dataSet = Make("ISO_IR 100", "Smith^John");
        dataSet.Set(Tags.ScheduledProcedureStepSequence, new DicomDataSet { { Tags.ScheduledPerformingPhysicianName, Polish } });

        var item = Assert.Single(Write(dataSet.WithFittingCharacterSet()).GetSequence(Tags.ScheduledProcedureStepSequence));

        Assert.Equal(Polish, item.GetString(Tags.ScheduledPerformingPhysicianName));
    }

    private static DicomDataSet Make(string? declared, string name)
    {
        var dataSet = new DicomDataSet();
        if (declared is not null)
            dataSet.Set(Tags.SpecificCharacterSet, declared);
        dataSet.Set(Tags.PatientName, name);
        return dataSet;
    }

    private static DicomDataSet Write(DicomDataSet dataSet) =>
        DicomDataSet.Parse(dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian), TransferSyntax.ExplicitVRLittleEndian);
}
