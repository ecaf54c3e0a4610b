using DataSync.LocalAws.Remote;

namespace DataSync.Local.Tests.Remote;

public sealed class RemoteEndpointTests
{
    [Theory]
    [InlineData("127.0.0.1:5000")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("/somewhere")]
    [InlineData("")]
    public void Text_that_is_no_address_is_named_with_its_setting_and_an_example(string text)
    {
        var error = Assert.Throws<ArgumentException>(() => RemoteEndpoint.Parse("--endpoint-url", text));

        Assert.Equal($"--endpoint-url '{text}' must be the address of a server, such as http://127.0.0.1:5000.", error.Message);
    }

    [Theory]
    [InlineData("https://dynamodb.eu-west-1.amazonaws.com")]
    [InlineData("https://sqs.cn-north-1.amazonaws.com.cn/")]
    [InlineData("https://amazonaws.com")]
    [InlineData("https://SQS.us-east-1.AMAZONAWS.com")]
    [InlineData("https://dynamodb.eu-west-1.api.aws")]
    public void Aws_itself_is_refused_with_the_way_to_run_there(string text)
    {
        var error = Assert.Throws<ArgumentException>(() => RemoteEndpoint.Parse("--endpoint-url-sqs", text));

        Assert.Equal($"--endpoint-url-sqs '{text}' is AWS itself. This is for local servers (moto, LocalStack); to run on AWS, deploy the template: sam deploy.", error.Message);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5000")]
    [InlineData("https://localhost.localstack.cloud:4566/")]
    [InlineData("http://notamazonaws.com")]
    public void Any_other_server_is_accepted(string text)
    {
        var endpoint = RemoteEndpoint.Parse("--endpoint-url", text);

        Assert.Equal(new Uri(text), endpoint.Uri);
    }
}
