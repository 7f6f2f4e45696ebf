package io.oblix.cli;

import io.oblix.OblixApplication;
import io.oblix.settings.StartFailure;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

/** The program. Without a command it is {@code server}. */
@Command(
        name = "oblix-camel",
        description = "One door for every OpenAI client, with a local model and a rented one behind it.",
        mixinStandardHelpOptions = true,
        versionProvider = OblixCommand.Version.class,
        sortOptions = false,
        synopsisSubcommandLabel = "[server | demo | models | agents]",
        subcommands = {
            ServerCommand.class,
            DemoCommand.class,
            ModelsCommand.class,
            AgentsCommand.class,
            PoliciesCommand.class,
            RouteCommand.class,
            DrillCommand.class
        },
        footer = {
            "",
            "Without a command: server, with all settings from application.properties and the environment.",
            "To try it with nothing installed and no key: java -jar oblix-camel.jar demo"
        })
public final class OblixCommand implements Callable<Integer> {

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() throws Exception {
        return ServerCommand.serve(options.read());
    }

    public static void main(String[] arguments) {
        keepNettyFromUnsafe();
        ProxyEnvironment.apply(System.getenv());
        int status = new CommandLine(new OblixCommand())
                .setExecutionExceptionHandler(OblixCommand::explain)
                .setParameterExceptionHandler(OblixCommand::explain)
                .execute(arguments);
        System.exit(status);
    }

    /**
     * From Java 24 on, the JVM greets whoever uses {@code sun.misc.Unsafe} with four lines of warning. Netty does without
     * it when it is told to; who starts Java with {@code --sun-misc-unsafe-memory-access=allow} may tell it otherwise.
     */
    private static void keepNettyFromUnsafe() {
        if (Runtime.version().feature() >= 24 && System.getProperty("io.netty.noUnsafe") == null) {
            System.setProperty("io.netty.noUnsafe", "true");
        }
    }

    /** A mistake of the user's gets one line; only a bug of ours gets a stack trace. */
    private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        if (failure instanceof StartFailure known) {
            command.getErr().println(known.getMessage());
            return known.exitStatus();
        }
        failure.printStackTrace(command.getErr());
        return StartFailure.CANNOT_START;
    }

    private static int explain(CommandLine.ParameterException mistake, String[] arguments) {
        CommandLine command = mistake.getCommandLine();
        command.getErr()
                .println(mistake.getMessage() + "; " + command.getCommandName() + " --help lists what there is");
        return StartFailure.WRONG_SETTINGS;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "oblix-camel " + OblixApplication.version(),
                "Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")"
            };
        }
    }
}
