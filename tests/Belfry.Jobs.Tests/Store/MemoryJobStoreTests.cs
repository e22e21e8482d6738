namespace Belfry.Jobs.Tests;

public sealed class MemoryJobStoreTests : JobStoreContract
{
    protected override ValueTask<IJobStore> OpenAsync() => new(new MemoryJobStore(Clock));

    protected override ValueTask CloseAsync() => default;
}
