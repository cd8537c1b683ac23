package dev.jong.apiserver.route;

import dev.jong.api.GoText;
import dev.jong.api.errors.ApiException;
import dev.jong.api.selector.FieldSelector;
import dev.jong.api.selector.InvalidSelector;
import dev.jong.api.selector.Selector;
import dev.jong.apiserver.registry.ListQuery;
import dev.jong.apiserver.registry.WriteOptions;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.http.HttpExchange;
import dev.jong.http.Query;

/// Options as clients put them into the query.
public final class Queries {
    /// The longest name of a field manager.
    private static final int MOST_MANAGER_LENGTH = 128;

    private Queries() {}

    static ListQuery list(RequestInfo info) {
        var query = info.query();
        number(query, "timeoutSeconds");
        long limit = number(query, "limit");
        OptionRules.list(query, info.verb().equals("watch"));
        var version = query.value("resourceVersion");
        var fields = fields(query.value("fieldSelector"));
        if (!info.name().isEmpty()) {
            demandNamed(fields, info.name());
            fields = FieldSelector.equal("metadata.name", info.name());
        }
        return new ListQuery(
                labels(query.value("labelSelector")),
                fields,
                version,
                query.value("resourceVersionMatch"),
                version.equals("0") ? 0 : limit, // what is at hand comes whole
                query.value("continue"));
    }

    /// A path that names an object leaves nothing else to choose.
    private static void demandNamed(FieldSelector fields, String name) {
        if (!fields.isEverything()
                && !fields.exactMatch("metadata.name").filter(name::equals).isPresent()) {
            throw ApiException.badRequest(
                    "fieldSelector metadata.name doesn't match requested name");
        }
    }

    private static Selector labels(String text) {
        try {
            return Selector.parse(text);
        } catch (InvalidSelector e) {
            throw ApiException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static FieldSelector fields(String text) {
        try {
            return text.isEmpty() ? FieldSelector.EVERYTHING : FieldSelector.parse(text);
        } catch (InvalidSelector e) {
            throw ApiException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    /// 0 when absent.
    static long number(Query query, String name) {
        if (!query.has(name)) {
            return 0;
        }
        var text = query.value(name);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            throw ApiException.badRequest(
                    "strconv.ParseInt: parsing "
                            + GoText.quote(text)
                            + (text.matches("[-+]?\\d+")
                                    ? ": value out of range"
                                    : ": invalid syntax"));
        }
    }

    public static WriteOptions write(HttpExchange exchange) {
        var query = exchange.query();
        var manager = query.value("fieldManager");
        OptionRules.write(exchange);
        return new WriteOptions(
                dryRun(exchange),
                manager.isEmpty() ? agent(exchange) : manager,
                query.isTrue("force"));
    }

    static boolean dryRun(HttpExchange exchange) {
        return exchange.query().all("dryRun").contains("All");
    }

    /// The program's name from the User-Agent, which stands for a manager that names itself not:
    /// `unknown` when that says nothing either.
    private static String agent(HttpExchange exchange) {
        var agent = exchange.headers().value("User-Agent");
        int slash = agent.indexOf('/');
        var name = slash < 0 ? agent : agent.substring(0, slash);
        if (name.isEmpty()) {
            return "unknown";
        }
        return name.length() > MOST_MANAGER_LENGTH ? name.substring(0, MOST_MANAGER_LENGTH) : name;
    }
}
