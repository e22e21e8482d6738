using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Lanes;
using Belfry.Orthanc.Loading;
using Belfry.Sdk;

namespace Belfry.Orthanc.Stores;

/// <summary>Services 49 to 59, 62 and 63: values by keys, and queues.</summary>
internal static unsafe class StoreServices
{
    /// <summary>49.</summary>
    public static OrthancErrorCode Put(PluginHost host, OrthancStoreKeyValue* parameters)
    {
        var value = HostMemory.Bytes(parameters->Value, parameters->ValueSize);
        CheckLength(value.Length);
        LaneWait.For(host.Stores.PutAsync(HostMemory.Required(parameters->StoreId), HostMemory.Required(parameters->Key), value.ToArray()));
        return OrthancErrorCode.Success;
    }

    /// <summary>50: that it is not there is no error.</summary>
    public static OrthancErrorCode Delete(PluginHost host, OrthancDeleteKeyValue* parameters)
    {
        _ = LaneWait.For(host.Stores.RemoveAsync(HostMemory.Required(parameters->StoreId), HostMemory.Required(parameters->Key)));
        return OrthancErrorCode.Success;
    }

    /// <summary>51.</summary>
    public static OrthancErrorCode Get(PluginHost host, OrthancGetKeyValue* parameters)
    {
        if (parameters->Found == null || parameters->Target == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        Give(parameters->Found, parameters->Target, LaneWait.For(host.Stores.FindAsync(HostMemory.Required(parameters->StoreId), HostMemory.Required(parameters->Key))));
        return OrthancErrorCode.Success;
    }

    /// <summary>52.</summary>
    public static OrthancErrorCode CreateIterator(PluginHost host, OrthancCreateKeysValuesIterator* parameters)
    {
        if (parameters->Target == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        *parameters->Target = host.Handles.Add(new KeyValueIterator(host.Stores, HostMemory.Required(parameters->StoreId)));
        return OrthancErrorCode.Success;
    }

    /// <summary>53: null is allowed.</summary>
    public static OrthancErrorCode FreeIterator(PluginHost host, OrthancFreeKeysValuesIterator* parameters)
    {
        if (parameters->Iterator == 0)
            return OrthancErrorCode.Success;
        var iterator = host.Handles.Get<KeyValueIterator>(parameters->Iterator);
        if (host.Handles.Remove(parameters->Iterator))
            iterator.Dispose();
        return OrthancErrorCode.Success;
    }

    /// <summary>54.</summary>
    public static OrthancErrorCode Next(PluginHost host, OrthancKeysValuesIteratorNext* parameters)
    {
        if (parameters->Done == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        *parameters->Done = host.Handles.Get<KeyValueIterator>(parameters->Iterator).Next() ? (byte)0 : (byte)1;
        return OrthancErrorCode.Success;
    }

    /// <summary>55: the text lives until the iterator goes on.</summary>
    public static OrthancErrorCode GetKey(PluginHost host, OrthancKeysValuesIteratorGetKey* parameters)
    {
        if (parameters->Target == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        var iterator = host.Handles.Get<KeyValueIterator>(parameters->Iterator);
        *parameters->Target = iterator.Texts.Text(iterator.Current.Key);
        return OrthancErrorCode.Success;
    }

    /// <summary>56.</summary>
    public static OrthancErrorCode GetValue(PluginHost host, OrthancKeysValuesIteratorGetValue* parameters)
    {
        if (parameters->Target == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        HostMemory.Fill(parameters->Target, host.Handles.Get<KeyValueIterator>(parameters->Iterator).Current.Value.Span);
        return OrthancErrorCode.Success;
    }

    /// <summary>57.</summary>
    public static OrthancErrorCode Enqueue(PluginHost host, OrthancEnqueueValue* parameters)
    {
        var value = HostMemory.Bytes(parameters->Value, parameters->ValueSize);
        CheckLength(value.Length);
        LaneWait.For(host.Stores.EnqueueAsync(HostMemory.Required(parameters->QueueId), value.ToArray()));
        return OrthancErrorCode.Success;
    }

    /// <summary>58.</summary>
    public static OrthancErrorCode Dequeue(PluginHost host, OrthancDequeueValue* parameters)
    {
        if (parameters->Found == null || parameters->Target == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        Give(parameters->Found, parameters->Target, LaneWait.For(host.Stores.DequeueAsync(HostMemory.Required(parameters->QueueId), EndOf(parameters->Origin))));
        return OrthancErrorCode.Success;
    }

    /// <summary>59: reserved values count too.</summary>
    public static OrthancErrorCode Count(PluginHost host, OrthancGetQueueSize* parameters)
    {
        if (parameters->Size == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        *parameters->Size = (ulong)LaneWait.For(host.Stores.CountAsync(HostMemory.Required(parameters->QueueId)));
        return OrthancErrorCode.Success;
    }

    /// <summary>62: the time is in seconds.</summary>
    public static OrthancErrorCode Reserve(PluginHost host, OrthancReserveQueueValue* parameters)
    {
        if (parameters->Found == null || parameters->Target == null || parameters->ValueId == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        var reserved = LaneWait.For(host.Stores.ReserveAsync(
            HostMemory.Required(parameters->QueueId), EndOf(parameters->Origin), TimeSpan.FromSeconds(parameters->ReleaseTimeout)));
        Give(parameters->Found, parameters->Target, reserved?.Value);
        if (reserved is not null)
            *parameters->ValueId = (ulong)reserved.Id;
        return OrthancErrorCode.Success;
    }

    /// <summary>63: of what is there no more it is an unknown resource.</summary>
    public static OrthancErrorCode Acknowledge(PluginHost host, OrthancAcknowledgeQueueValue* parameters) =>
        LaneWait.For(host.Stores.AcknowledgeAsync(HostMemory.Required(parameters->QueueId), (long)parameters->ValueId))
            ? OrthancErrorCode.Success
            : OrthancErrorCode.UnknownResource;

    private static void Give(byte* found, OrthancMemoryBuffer* target, ReadOnlyMemory<byte>? value)
    {
        *found = value is null ? (byte)0 : (byte)1;
        HostMemory.Fill(target, value is { } bytes ? bytes.Span : default);
    }

    private static void CheckLength(int length)
    {
        if (length > IPluginStores.MaxValueLength)
            throw new ServiceException(OrthancErrorCode.ParameterOutOfRange, "The value is too long.");
    }

    private static QueueEnd EndOf(OrthancQueueOrigin origin) => origin switch
    {
        OrthancQueueOrigin.Front => QueueEnd.Front,
        OrthancQueueOrigin.Back => QueueEnd.Back,
        _ => throw new ServiceException(OrthancErrorCode.ParameterOutOfRange),
    };
}
