using System.Collections.Frozen;

namespace DataSync.Core.Routing;

/// <summary>
/// Where the regions of AWS are. AWS names the city or the area of each region ("AWS Regions" in its general reference) and
/// not the buildings, so these are the coordinates of those places (WGS 84, as GeoNames has them, to a tenth of a
/// degree): enough to say which region is nearer. The CloudFront Function has the same table.
/// </summary>
public static class RegionPlaces
{
    // Mean radius of the earth in km (IUGG). Only the order of distances counts.
    private const double EarthRadiusKm = 6371.0088;

    private static readonly FrozenDictionary<string, Place> Places = new Dictionary<string, Place>
    {
        ["af-south-1"] = new(-33.9, 18.4),
        ["ap-east-1"] = new(22.3, 114.2),
        ["ap-east-2"] = new(25.0, 121.5),
        ["ap-northeast-1"] = new(35.7, 139.7),
        ["ap-northeast-2"] = new(37.6, 127.0),
        ["ap-northeast-3"] = new(34.7, 135.5),
        ["ap-south-1"] = new(19.1, 72.9),
        ["ap-south-2"] = new(17.4, 78.5),
        ["ap-southeast-1"] = new(1.3, 103.9),
        ["ap-southeast-2"] = new(-33.9, 151.2),
        ["ap-southeast-3"] = new(-6.2, 106.8),
        ["ap-southeast-4"] = new(-37.8, 145.0),
        ["ap-southeast-5"] = new(3.1, 101.7),
        ["ap-southeast-6"] = new(-36.8, 174.8),
        ["ap-southeast-7"] = new(13.8, 100.5),
        ["ca-central-1"] = new(45.5, -73.6),
        ["ca-west-1"] = new(51.0, -114.1),
        ["eu-central-1"] = new(50.1, 8.7),
        ["eu-central-2"] = new(47.4, 8.5),
        ["eu-north-1"] = new(59.3, 18.1),
        ["eu-south-1"] = new(45.5, 9.2),
        ["eu-south-2"] = new(41.7, -0.9),
        ["eu-west-1"] = new(53.3, -6.3),
        ["eu-west-2"] = new(51.5, -0.1),
        ["eu-west-3"] = new(48.9, 2.4),
        ["il-central-1"] = new(32.1, 34.8),
        ["me-central-1"] = new(24.5, 54.4),
        ["me-south-1"] = new(26.2, 50.6),
        ["mx-central-1"] = new(20.6, -100.4),
        ["sa-east-1"] = new(-23.5, -46.6),
        ["us-east-1"] = new(39.0, -77.5),
        ["us-east-2"] = new(40.0, -83.0),
        ["us-west-1"] = new(37.8, -122.4),
        ["us-west-2"] = new(45.8, -119.7),
    }.ToFrozenDictionary();

    /// <summary>The regions whose place is known.</summary>
    public static IReadOnlyCollection<string> Known => Places.Keys;

    /// <summary>A region's place; null when it is not in the table.</summary>
    public static Place? Find(string region) => Places.TryGetValue(region, out var place) ? place : null;

    /// <summary>Great-circle distance in whole kilometres, by the haversine formula (Sinnott 1984).</summary>
    public static int DistanceKm(Place a, Place b)
    {
        var latitudes = Square(Math.Sin(Radians(b.Latitude - a.Latitude) / 2));
        var longitudes = Square(Math.Sin(Radians(b.Longitude - a.Longitude) / 2));
        var h = latitudes + (Math.Cos(Radians(a.Latitude)) * Math.Cos(Radians(b.Latitude)) * longitudes);

        // Whole kilometres, so that two programs' last digits never decide which region is nearer.
        return (int)Math.Floor((2 * EarthRadiusKm * Math.Asin(Math.Min(1, Math.Sqrt(h)))) + 0.5);
    }

    private static double Radians(double degrees) => degrees * Math.PI / 180;

    private static double Square(double x) => x * x;
}

/// <summary>A place on the earth.</summary>
/// <param name="Latitude">Degrees, north is positive; -90 to 90.</param>
/// <param name="Longitude">Degrees, east is positive; -180 to 180.</param>
public readonly record struct Place(double Latitude, double Longitude);
