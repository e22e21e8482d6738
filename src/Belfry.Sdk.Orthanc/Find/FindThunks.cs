using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Belfry.Orthanc.Abi;

namespace Belfry.Sdk.Orthanc;

/// <summary>The callbacks for C-FIND, worklists and Query/Retrieve, as the host calls them.</summary>
internal static unsafe class FindThunks
{
    public static void RegisterWorklist(HostServices services)
    {
        if (services.HasSecondCallbacks)
        {
            var second = new OrthancWorklistCallback2 { Callback = (nint)(delegate* unmanaged[Cdecl]<nint, nint, nint, int>)&Worklist2 };
            services.Require(OrthancService.RegisterWorklistCallback2, &second);
            return;
        }

        var first = new OrthancWorklistCallback { Callback = (nint)(delegate* unmanaged[Cdecl]<nint, nint, byte*, byte*, int>)&Worklist };
        services.Require(OrthancService.RegisterWorklistCallback, &first);
    }

    public static void RegisterFind(HostServices services)
    {
        if (services.HasSecondCallbacks)
        {
            var second = new OrthancFindCallback2 { Callback = (nint)(delegate* unmanaged[Cdecl]<nint, nint, nint, int>)&Find2 };
            services.Require(OrthancService.RegisterFindCallback2, &second);
            return;
        }

        var first = new OrthancFindCallback { Callback = (nint)(delegate* unmanaged[Cdecl]<nint, nint, byte*, byte*, int>)&Find };
        services.Require(OrthancService.RegisterFindCallback, &first);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Worklist(nint answers, nint query, byte* remoteAet, byte* calledAet) =>
        AnswerWorklist(answers, query, remoteAet, calledAet, 0);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Worklist2(nint answers, nint query, nint connection) => AnswerWorklist(answers, query, null, null, connection);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Find(nint answers, nint query, byte* remoteAet, byte* calledAet) => AnswerFind(answers, query, remoteAet, calledAet, 0);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Find2(nint answers, nint query, nint connection) => AnswerFind(answers, query, null, null, connection);

    private static int AnswerWorklist(nint answers, nint query, byte* remoteAet, byte* calledAet, nint connection)
    {
        try
        {
            var plugin = OrthancExport.Plugin;
            return (int)plugin.Guard("A worklist query", cancellation =>
            {
                var worklist = plugin.Worklist ?? throw new ServiceException(OrthancErrorCode.Plugin);
                var services = plugin.Services;
                OrthancMemoryBuffer target = default;
                var parameters = new OrthancWorklistQueryOperation { Query = query, Target = &target };
                services.Require(OrthancService.WorklistGetDicomQuery, &parameters);
                worklist.Answer(
                    services.Take(target), ConnectionOf(plugin, remoteAet, calledAet, connection), new WorklistAnswers(services, answers, query), cancellation);
            });
        }
        catch (Exception)
        {
            return (int)OrthancErrorCode.Plugin;
        }
    }

    private static int AnswerFind(nint answers, nint query, byte* remoteAet, byte* calledAet, nint connection)
    {
        try
        {
            var plugin = OrthancExport.Plugin;
            return (int)plugin.Guard("A query", cancellation =>
            {
                var find = plugin.Find ?? throw new ServiceException(OrthancErrorCode.Plugin);
                var services = plugin.Services;
                find.Answer(
                    FindKeys.Read(services, query), ConnectionOf(plugin, remoteAet, calledAet, connection), new FindAnswers(services, answers), cancellation);
            });
        }
        catch (Exception)
        {
            return (int)OrthancErrorCode.Plugin;
        }
    }

    private static DicomConnection ConnectionOf(ExportedPlugin plugin, byte* remoteAet, byte* calledAet, nint connection) =>
        plugin.ConnectionOf(connection == 0 ? HostConnection.Of(remoteAet, calledAet) : HostConnection.Of(plugin.Services, connection));

    private sealed class WorklistAnswers(HostServices services, nint answers, nint query) : IHostAnswers
    {
        public void Add(ReadOnlySpan<byte> file)
        {
            fixed (byte* content = file)
            {
                var parameters = new OrthancWorklistAnswersOperation { Answers = answers, Query = query, Dicom = content, Size = (uint)file.Length };
                services.Require(OrthancService.WorklistAddAnswer, &parameters);
            }
        }

        public void MarkIncomplete()
        {
            var parameters = new OrthancWorklistAnswersOperation { Answers = answers };
            services.Require(OrthancService.WorklistMarkIncomplete, &parameters);
        }
    }

    private sealed class FindAnswers(HostServices services, nint answers) : IHostAnswers
    {
        public void Add(ReadOnlySpan<byte> file)
        {
            fixed (byte* content = file)
            {
                var parameters = new OrthancFindOperation { Answers = answers, Dicom = content, Size = (uint)file.Length };
                services.Require(OrthancService.FindAddAnswer, &parameters);
            }
        }

        public void MarkIncomplete()
        {
            var parameters = new OrthancFindOperation { Answers = answers };
            services.Require(OrthancService.FindMarkIncomplete, &parameters);
        }
    }
}
