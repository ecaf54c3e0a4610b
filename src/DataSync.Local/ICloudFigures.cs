namespace DataSync.Local;

/// <summary>How full the tables and queues of a local host are.</summary>
public interface ICloudFigures
{
    /// <summary>How old a figure may be after a refresh; zero when figures are of the moment they are asked for.</summary>
    TimeSpan MaxAge { get; }

    /// <summary>Brings the figures up to date, unless they are younger than <see cref="MaxAge"/>. Throws <see cref="LocalHostException"/> when a server no longer answers.</summary>
    ValueTask RefreshAsync(CancellationToken cancellationToken);

    /// <summary>The items of a table; 0 for one that is not there.</summary>
    long ItemCount(string region, string tableName);

    /// <summary>The objects of a bucket; null for one that is not there, and for all on an S3 that already runs, which could only tell by listing them.</summary>
    long? ObjectCount(string bucketName);

    /// <summary>The messages of a queue: visible, in flight and delayed. Throws <see cref="KeyNotFoundException"/> for an unknown queue.</summary>
    int MessageCount(string queueArn);
}
