using Belfry.Dicom;
using Belfry.Sdk;
using Xunit;

namespace Belfry.Archive.Tests.Observation;

/// <summary>Coercers change instances before filters see them and before they are stored.</summary>
public sealed class CoercerTests
{
    private static readonly DicomUid _uid = new("1.2.3.4.5");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(512)]
    [InlineData(600_000)]
    public async Task Coerce_ReplacedByTwo_IsStoredAsTheLastMadeIt(int pixels)
    {
        List<string?> seen = [];
        await using var bench = new ArchiveBench
        {
            Coercers = [new Coercer(instance => BecomeAsync(instance, "P2", seen)), new Coercer(() => InstanceCoercion.Keep), new Coercer(instance => BecomeAsync(instance, "P3", seen))],
            Filters = [new Filter(instance => seen.Add(instance.Header.GetString(Tags.PatientID)))],
        };
        await bench.OpenAsync();

        Assert.Equal(DimseStatus.Success, await bench.StoreAsync(TestInstance.Make(pixels: pixels)));

        Assert.Equal(["P1", "P2", "P3"], seen);
        Assert.Equal(TestInstance.Make(pixels: pixels, patientId: "P3").ToBytes(TransferSyntax.ExplicitVRLittleEndian), await bench.ReadAsync(_uid));
        Assert.Single(bench.Files);
    }

    [Fact]
    public async Task Coerce_OtherInstanceAndSyntax_IsStoredUnderItsOwnName()
    {
        var other = new DicomUid("1.2.3.4.6");
        await using var bench = new ArchiveBench
        {
            Coercers = [new Coercer(() => InstanceCoercion.Replace(InstanceSource.FromDataSet(TestInstance.Make("1.2.3.4.6"), TransferSyntax.ImplicitVRLittleEndian)))],
        };
        await bench.OpenAsync();

        Assert.Equal(DimseStatus.Success, await bench.StoreAsync(TestInstance.Make()));

        Assert.Null(await bench.Archive.Instances.FindAsync(_uid, Token));
        Assert.Equal(TestInstance.Make("1.2.3.4.6").ToBytes(TransferSyntax.ImplicitVRLittleEndian), await bench.ReadAsync(other));
    }

    [Fact]
    public async Task Coerce_InstanceWithoutAStudy_CanBeMended()
    {
        var incomplete = TestInstance.Make();
        incomplete.Remove(Tags.StudyInstanceUID);
        await using var bench = new ArchiveBench { Coercers = [new Coercer(() => InstanceCoercion.Replace(InstanceSource.FromDataSet(TestInstance.Make())))] };
        await bench.OpenAsync();

        Assert.Equal(DimseStatus.Success, await bench.StoreAsync(incomplete));

        Assert.Single(bench.Files);
    }

    [Fact]
    public async Task Coerce_TextThatTheCharacterSetHasNot_IsStoredAsText()
    {
        var latin = TestInstance.Make();
        latin.Set(Tags.SpecificCharacterSet, "ISO_IR 100");
        latin.Set(Tags.PatientName, "Wałęsa^Lech");
        await using var bench = new ArchiveBench { Coercers = [new Coercer(() => InstanceCoercion.Replace(InstanceSource.FromDataSet(latin)))] };
        await bench.OpenAsync();

        Assert.Equal(DimseStatus.Success, await bench.StoreAsync(TestInstance.Make()));

        var stored = DicomDataSet.Parse(await bench.ReadAsync(_uid), TransferSyntax.ExplicitVRLittleEndian);
        Assert.Equal("Wałęsa^Lech", stored.GetString(Tags.PatientName));
    }

    [Fact]
    public async Task Coerce_Discard_AnswersSuccessAsksNoOtherAndKeepsNothing()
    {
        var asked = 0;
        await using var bench = new ArchiveBench
        {
            Coercers =
            [
                new Coercer(() => InstanceCoercion.Discard),
                new Coercer(() =>
                {
                    asked++;
                    return InstanceCoercion.Keep;
                }),
            ],
        };
        await bench.OpenAsync();

        Assert.Equal(DimseStatus.Success, await bench.StoreAsync(TestInstance.Make()));

        Assert.Equal(0, asked);
        Assert.Empty(bench.Files);
        Assert.Empty(bench.Index.Rows);
    }

    [Theory]
    [InlineData("refuses", 0xA701)]
    [InlineData("fails", 0xC000)]
    [InlineData("makes what has no study", 0xA900)]
    public async Task Coerce_ThatGoesWrong_RefusesAndKeepsNothing(string way, int status)
    {
        var incomplete = TestInstance.Make();
        incomplete.Remove(Tags.StudyInstanceUID);
        await using var bench = new ArchiveBench
        {
            Coercers =
            [
                new Coercer(() => way switch
                {
                    "refuses" => throw new DimseStatusException(new DimseStatus(0xA701), "Not now"),
                    "fails" => throw new InvalidOperationException("A bug."),
                    _ => InstanceCoercion.Replace(InstanceSource.FromDataSet(incomplete)),
                }),
            ],
        };
        await bench.OpenAsync();
        await using var association = await bench.AssociateAsync();

        Assert.Equal(new DimseStatus((ushort)status), (await ArchiveBench.SendAsync(association, _uid, TestInstance.Make())).Status);

        Assert.Empty(bench.Files);
        Assert.Empty(bench.Index.Rows);
    }

    // Of the whole instance, as a plugin would change it.
    private static async ValueTask<InstanceCoercion> BecomeAsync(IncomingInstance instance, string patient, List<string?> seen)
    {
        seen.Add(instance.Header.GetString(Tags.PatientID));
        await using var stream = await instance.Source!.OpenAsync(Token); // Never null here.
        var dataSet = await DicomDataSet.ReadAsync(stream, instance.TransferSyntax, cancellation: Token);
        dataSet.Set(Tags.PatientID, patient);
        return InstanceCoercion.Replace(InstanceSource.FromDataSet(dataSet, instance.TransferSyntax));
    }

    private sealed class Coercer(Func<IncomingInstance, ValueTask<InstanceCoercion>> decide) : IInstanceCoercer
    {
        public Coercer(Func<InstanceCoercion> decide)
            : this(_ => ValueTask.FromResult(decide()))
        {
        }

        public ValueTask<InstanceCoercion> CoerceAsync(IncomingInstance instance, CancellationToken cancellation) => decide(instance);
    }

    private sealed class Filter(Action<IncomingInstance> look) : IInstanceFilter
    {
        public ValueTask<InstanceVerdict> FilterAsync(IncomingInstance instance, CancellationToken cancellation)
        {
            look(instance);
            return ValueTask.FromResult(InstanceVerdict.Accept);
        }
    }
}
