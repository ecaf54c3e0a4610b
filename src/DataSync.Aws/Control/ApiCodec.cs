using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace DataSync.Aws.Control;

/// <summary>Puts an <see cref="ApiCall"/> on the SDK's wire and takes the answer off it, as it is.</summary>
internal sealed class ApiCodec(string service) : JsonResponseUnmarshaller, IMarshaller<IRequest, AmazonWebServiceRequest>
{
    private const string FunctionErrorHeader = "X-Amz-Function-Error";

    /// <inheritdoc/>
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var call = (ApiCall)input;
        var request = new DefaultRequest(call, service)
        {
            HttpMethod = call.Method,
            ResourcePath = call.Path,
            Content = call.Body.IsEmpty ? null : call.Body.ToArray(),
            UseQueryString = call.Query.Count > 0,
        };
        request.Headers["Content-Type"] = call.ContentType;
        foreach (var (name, value) in call.Headers)
        {
            request.Headers[name] = value;
        }

        foreach (var (name, value) in call.Query)
        {
            request.Parameters[name] = value;
        }

        return request;
    }

    /// <inheritdoc/>
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        using var body = new MemoryStream();
        input.Stream.CopyTo(body);
        var headers = input.ResponseData;
        return new ApiAnswer
        {
            Body = body.ToArray(),
            FunctionError = headers.IsHeaderPresent(FunctionErrorHeader) ? headers.GetHeaderValue(FunctionErrorHeader) : null,
        };
    }

    /// <inheritdoc/>
    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(input.Stream);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
        return new AmazonServiceException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode);
    }
}
