namespace Belfry.Server.Tests;

/// <summary>Group O of the REST surface: the tags of many instances.</summary>
public sealed class TagViewTests(FilledArchive filled) : IClassFixture<FilledArchive>
{
    private RestBench Bench => filled.Bench;

    [Fact]
    public async Task InstancesTags_OfASeries_HasThoseOfEach()
    {
        var series = (await Bench.IdsAsync("series"))[0];
        var tags = await Bench.GetAsync($"series/{series}/instances-tags?simplify");

        Assert.Equal(2, tags.EnumerateObject().Count());
        Assert.Equal(["1.2.1.1.1", "1.2.1.1.2"], tags.EnumerateObject().Select(one => one.Value.GetProperty("SOPInstanceUID").GetString()).Order());
        var instance = (await Bench.IdsAsync("instances"))[0];
        Assert.Equal("Étude 1", (await Bench.GetAsync($"instances/{instance}/instances-tags?short")).GetProperty(instance).GetProperty("0008,1030").GetString());
    }

    [Fact]
    public async Task SharedTags_OfAPatient_HasWhatIsTheSame()
    {
        var patient = (await Bench.IdsAsync("patients"))[0];
        var shared = await Bench.GetAsync($"patients/{patient}/shared-tags?simplify");

        Assert.Equal("P1", shared.GetProperty("PatientID").GetString());
        Assert.False(shared.TryGetProperty("StudyInstanceUID", out _));
        var full = await Bench.GetAsync($"series/{(await Bench.IdsAsync("series"))[0]}/shared-tags");
        Assert.Equal("CT", full.GetProperty("0008,0060").GetProperty("Value").GetString());
        Assert.False(full.TryGetProperty("0008,0018", out _));
        Assert.Equal((404, 17), await Bench.FailAsync(HttpMethod.Get, $"instances/{patient}/shared-tags"));
    }

    [Fact]
    public async Task Module_AtEachLevel_HasTheAttributesOfItsModule()
    {
        var study = (await Bench.IdsAsync("studies"))[0];
        var module = await Bench.GetAsync($"studies/{study}/module?simplify");
        Assert.Equal(
            ["AccessionNumber", "StudyDate", "StudyDescription", "StudyInstanceUID"], module.EnumerateObject().Select(member => member.Name));
        var patient = await Bench.GetAsync($"studies/{study}/module-patient?simplify");
        Assert.Equal(["PatientID", "PatientName"], patient.EnumerateObject().Select(member => member.Name));
        Assert.Equal("CT", (await Bench.GetAsync($"series/{(await Bench.IdsAsync("series"))[0]}/module?simplify")).GetProperty("Modality").GetString());
        Assert.Equal("1.2.1.1.1", (await Bench.GetAsync($"instances/{(await Bench.IdsAsync("instances"))[0]}/module?simplify")).GetProperty("SOPInstanceUID").GetString());
    }

    [Fact]
    public async Task BulkContent_MappedToALevel_GivesEachOnce()
    {
        var instances = await Bench.IdsAsync("instances");
        var all = string.Join(", ", instances.Select(id => $"\"{id}\""));

        var studies = await Bench.PostAsync("tools/bulk-content", $$"""{ "Resources" : [{{all}}, "nothing"], "Level" : "Study" }""");
        Assert.Equal(await Bench.IdsAsync("studies"), studies.EnumerateArray().Select(one => one.GetProperty("ID").GetString()));
        Assert.True(studies[0].GetProperty("Metadata").TryGetProperty("LastUpdate", out _));
        var below = await Bench.PostAsync("tools/bulk-content", $$"""{ "Resources" : ["{{(await Bench.IdsAsync("patients"))[0]}}"], "Level" : "Instance", "Metadata" : false, "Short" : true }""");
        Assert.Equal(3, below.GetArrayLength());
        Assert.False(below[0].TryGetProperty("Metadata", out _));
        Assert.True(below[0].GetProperty("MainDicomTags").TryGetProperty("0008,0018", out _));
        var twice = await Bench.PostAsync("tools/bulk-content", $$"""{ "Resources" : ["{{instances[0]}}", "{{instances[0]}}"] }""");
        Assert.Equal([instances[0], instances[0]], twice.EnumerateArray().Select(one => one.GetProperty("ID").GetString()));
        Assert.Equal((400, 15), await Bench.FailAsync(HttpMethod.Post, "tools/bulk-content", "{ }"));
        Assert.Equal((400, 15), await Bench.FailAsync(HttpMethod.Post, "tools/bulk-content", """{ "Resources" : [7] }"""));
        Assert.Equal((400, 3), await Bench.FailAsync(HttpMethod.Post, "tools/bulk-content", """{ "Resources" : [], "Level" : "Galaxy" }"""));
    }
}
