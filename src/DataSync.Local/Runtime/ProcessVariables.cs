using System.Collections;

namespace DataSync.Local.Runtime;

/// <summary>The environment variables of a function's process: those that Lambda sets, the function's own, and nothing else of the host's but what a program needs to start.</summary>
internal static class ProcessVariables
{
    private static readonly string[] s_inherited = ["PATH", "HOME", "TMPDIR", "LANG", "SystemRoot", "TEMP", "TMP"];

    public static Dictionary<string, string> Of(FunctionDefinition function, string runtimeApi, string logStream)
    {
        var variables = Inherited();
        SetRuntime(variables, function);
        SetLambda(variables, function, runtimeApi, logStream);
        foreach (var (name, value) in function.Environment)
        {
            variables[name] = value;
        }

        return variables;
    }

    private static Dictionary<string, string> Inherited()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in System.Environment.GetEnvironmentVariables())
        {
            var name = (string)entry.Key;
            if (name.StartsWith("DOTNET_", StringComparison.Ordinal) || s_inherited.Contains(name, StringComparer.Ordinal))
            {
                variables[name] = (string?)entry.Value ?? string.Empty;
            }
        }

        return variables;
    }

    // A function's process is small and short of time: quick code first, one small heap, no profiling.
    private static void SetRuntime(Dictionary<string, string> variables, FunctionDefinition function)
    {
        var heapBytes = function.MemorySizeMb * 1024L * 1024L * 3 / 4;
        variables["DOTNET_TieredPGO"] = "0";
        variables["DOTNET_gcServer"] = "0";
        variables["DOTNET_gcConcurrent"] = "0";
        variables["DOTNET_GCHeapHardLimit"] = heapBytes.ToString("x");
    }

    private static void SetLambda(Dictionary<string, string> variables, FunctionDefinition function, string runtimeApi, string logStream)
    {
        variables["AWS_LAMBDA_RUNTIME_API"] = runtimeApi;
        variables["AWS_REGION"] = function.Region;
        variables["AWS_DEFAULT_REGION"] = function.Region;
        variables["AWS_LAMBDA_FUNCTION_NAME"] = function.Name;
        variables["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST";
        variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = function.MemorySizeMb.ToString();
        variables["AWS_LAMBDA_LOG_GROUP_NAME"] = "/aws/lambda/" + function.Name;
        variables["AWS_LAMBDA_LOG_STREAM_NAME"] = logStream;
        variables["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand";
        variables["AWS_EXECUTION_ENV"] = "AWS_Lambda_provided.al2023";
        variables["_HANDLER"] = function.Handler;
        variables["LAMBDA_TASK_ROOT"] = TaskRoot(function);
        variables["TZ"] = ":UTC";
        variables["AWS_ACCESS_KEY_ID"] = "LOCALFUNCTION";
        variables["AWS_SECRET_ACCESS_KEY"] = "local";
        variables["AWS_SESSION_TOKEN"] = "local";
    }

    private static string TaskRoot(FunctionDefinition function)
    {
        var program = function.Arguments.FirstOrDefault(a => a.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)) ?? function.FileName;
        return Path.GetDirectoryName(Path.GetFullPath(program)) ?? AppContext.BaseDirectory;
    }
}
