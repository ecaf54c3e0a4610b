using DataSync.Local.Faults;
using DataSync.LocalAws;
using DataSync.LocalAws.Remote;
using DataSync.LocalAws.Sources;

namespace DataSync.Local.Hosting;

/// <summary>How mappings read their sources: our own services in process, others through their API. A reader is for one mapping.</summary>
internal sealed class SourceReaders(LocalCloud cloud, RegionFaults faults)
{
    public IStreamReader Streams(string region)
    {
        var service = cloud.Service("dynamodbstreams");
        return new FaultyStreamReader(service as IStreamReader ?? new RemoteStreamReader(service, region, cloud.Time), faults);
    }

    public IQueueReader Queues(string region)
    {
        var service = cloud.Service("sqs");
        return new FaultyQueueReader(service as IQueueReader ?? new RemoteQueueReader(service, region, cloud.Time), faults);
    }
}
