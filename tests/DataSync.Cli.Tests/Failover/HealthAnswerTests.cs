using System.Text;
using DataSync.Cli.Failover;

namespace DataSync.Cli.Tests.Failover;

public sealed class HealthAnswerTests
{
    [Theory]
    [InlineData(200, """{"status":"healthy","checks":[{"name":"database","status":"pass"}]}""", true, false, true, "200 healthy")]
    [InlineData(200, """{"status":"degraded","checks":[{"name":"cache","status":"warn","message":"slow"}]}""", true, false, true, "200 degraded")]
    [InlineData(503, """{"status":"draining","checks":[{"name":"database","status":"pass"}]}""", false, true, true, "503 draining")]
    [InlineData(503, """{"status":"draining","checks":[{"name":"database","status":"fail","message":"gone"}]}""", false, true, false, "503 draining (database: gone)")]
    [InlineData(503, """{"status":"unhealthy","checks":[{"name":"a","status":"fail","message":"b"},{"name":"c","status":"fail"}]}""", false, false, false, "503 unhealthy (a: b; c: )")]
    [InlineData(429, """{"message":"Too Many Requests"}""", false, false, false, "429")]
    [InlineData(502, "<html>", false, false, false, "502")]
    [InlineData(200, "[1]", true, false, true, "200")]
    [InlineData(200, """{"status":5,"checks":[7,{"status":"fail"}]}""", true, false, true, "200 (: )")]
    public void A_reply_is_read_whatever_it_is(int statusCode, string body, bool isServing, bool isDraining, bool wouldServe, string words)
    {
        var answer = HealthReader.Read(new HealthAnswer { StatusCode = statusCode }, Encoding.UTF8.GetBytes(body));

        Assert.Equal((isServing, isDraining, wouldServe, words), (answer.IsServing, answer.IsDraining, answer.WouldServe, answer.ToString()));
    }

    [Fact]
    public async Task No_answer_is_an_answer_too()
    {
        using var reader = new HealthReader();

        var answer = await reader.ReadAsync(new Uri("http://127.0.0.1:1/health"), default);

        Assert.Null(answer.StatusCode);
        Assert.False(answer.IsServing);
        Assert.StartsWith("no answer (", answer.ToString(), StringComparison.Ordinal);
    }
}
