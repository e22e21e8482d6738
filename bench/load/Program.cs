using Belfry.LoadBench;
using Belfry.LoadBench.Servers;

LoadOptions? options;
try
{
    options = LoadOptions.Parse(args);
}
catch (FormatException fault)
{
    Console.Error.WriteLine(fault.Message);
    Console.Error.WriteLine(LoadOptions.Usage);
    return 2;
}

if (options is null)
{
    Console.WriteLine(LoadOptions.Usage);
    return 0;
}

string folder = Directory.CreateDirectory(Path.Combine(options.DataFolder, $"run-{Environment.ProcessId}")).FullName;
bool isDone = false;
try
{
    options.EchoServerProgram = await NativePrograms.CompileAsync(folder, "echo-server");
    options.ReadyPdusProgram = await NativePrograms.CompileAsync(folder, "ready-pdus");
    options.ReadyArchiveProgram = await NativePrograms.CompileAsync(folder, "ready-archive");
    options.WriteLimitProgram = await NativePrograms.CompileAsync(folder, "store-limit");
    string markdown = await LoadRun.RunAsync(folder, options);
    Console.WriteLine(markdown);
    if (options.Output is not null)
        await File.WriteAllTextAsync(options.Output, markdown);

    isDone = true;
    return 0;
}
catch (InvalidOperationException fault)
{
    Console.Error.WriteLine(fault.Message);
    return 1;
}
finally
{
    if (isDone)
        Directory.Delete(folder, recursive: true);
    else
        Console.Error.WriteLine($"Configuration and output of the servers were left in {folder}.");
}
