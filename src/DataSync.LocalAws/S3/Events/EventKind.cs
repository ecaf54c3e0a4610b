namespace DataSync.LocalAws.S3.Events;

/// <summary>One kind of event, by the names each shape has for it.</summary>
/// <param name="Name">The classic name, without the <c>s3:</c> of configurations.</param>
/// <param name="DetailType">EventBridge's.</param>
/// <param name="Reason">The operation, as EventBridge says it; null where it says none.</param>
/// <param name="DeletionType">What kind of deletion it was; null for everything else.</param>
internal sealed record EventKind(string Name, string DetailType, string? Reason = null, string? DeletionType = null)
{
    public static readonly EventKind Put = new("ObjectCreated:Put", "Object Created", "PutObject");
    public static readonly EventKind Copy = new("ObjectCreated:Copy", "Object Created", "CopyObject");
    public static readonly EventKind Complete = new("ObjectCreated:CompleteMultipartUpload", "Object Created", "CompleteMultipartUpload");
    public static readonly EventKind Delete = new("ObjectRemoved:Delete", "Object Deleted", "DeleteObject", "Permanently Deleted");
    public static readonly EventKind DeleteMarker = new("ObjectRemoved:DeleteMarkerCreated", "Object Deleted", "DeleteObject", "Delete Marker Created");
    public static readonly EventKind TagsPut = new("ObjectTagging:Put", "Object Tags Added");
    public static readonly EventKind TagsDeleted = new("ObjectTagging:Delete", "Object Tags Deleted");

    /// <summary>True when an object came into being, whose size the event then tells.</summary>
    public bool IsCreation => Name.StartsWith("ObjectCreated:", StringComparison.Ordinal);
}
