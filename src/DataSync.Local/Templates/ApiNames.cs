using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace DataSync.Local.Templates;

/// <summary>Ids and addresses of HTTP APIs.</summary>
internal static class ApiNames
{
    /// <summary>Stands for the port that the host has not got yet.</summary>
    public const string OpenAuthority = "127.0.0.1:(port)";

    /// <summary>The first part of every API's path. No bucket's name has an underscore, so that it is nobody else's.</summary>
    public const string PathRoot = "_api";

    /// <summary>The API that SAM makes for events that name none.</summary>
    public const string ImplicitApi = "ServerlessHttpApi";

    public const string DefaultStage = "$default";

    private const int IdLength = 10;
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    /// <summary>An API's id: of the shape that AWS gives, but the same in every run.</summary>
    public static string Id(string region, string logicalId)
    {
        var number = new BigInteger(SHA256.HashData(Encoding.UTF8.GetBytes(region + "/" + logicalId)), isUnsigned: true);
        var id = new StringBuilder();
        for (; id.Length < IdLength; number /= Digits.Length)
        {
            id.Append(Digits[(int)(number % Digits.Length)]);
        }

        return id.ToString();
    }

    public static string Endpoint(string region, string id) => $"http://{OpenAuthority}/{PathRoot}/{region}/{id}";
}
