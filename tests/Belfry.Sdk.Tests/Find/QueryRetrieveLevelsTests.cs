using Xunit;

namespace Belfry.Sdk.Tests;

public sealed class QueryRetrieveLevelsTests
{
    [Theory]
    [InlineData("PATIENT", QueryRetrieveLevel.Patient)]
    [InlineData("study ", QueryRetrieveLevel.Study)]
    [InlineData("STUDIES", QueryRetrieveLevel.Study)]
    [InlineData("Series", QueryRetrieveLevel.Series)]
    [InlineData("IMAGE", QueryRetrieveLevel.Image)]
    [InlineData("INSTANCES", QueryRetrieveLevel.Image)]
    public void TryParse_KnownText_GivesTheLevel(string text, QueryRetrieveLevel expected)
    {
        Assert.True(QueryRetrieveLevels.TryParse(text, out var level));
        Assert.Equal(expected, level);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("FRAME")]
    [InlineData("STUDY\\SERIES")]
    public void TryParse_OtherText_IsRefused(string? text) => Assert.False(QueryRetrieveLevels.TryParse(text, out _));

    [Theory]
    [InlineData(QueryRetrieveModel.PatientRoot, QueryRetrieveLevel.Patient, true)]
    [InlineData(QueryRetrieveModel.StudyRoot, QueryRetrieveLevel.Patient, false)]
    [InlineData(QueryRetrieveModel.StudyRoot, QueryRetrieveLevel.Image, true)]
    [InlineData(QueryRetrieveModel.PatientStudyOnly, QueryRetrieveLevel.Study, true)]
    [InlineData(QueryRetrieveModel.PatientStudyOnly, QueryRetrieveLevel.Series, false)]
    public void Has_LevelsOfTheStandard_AreThere(QueryRetrieveModel model, QueryRetrieveLevel level, bool expected) =>
        Assert.Equal(expected, model.Has(level));
}
