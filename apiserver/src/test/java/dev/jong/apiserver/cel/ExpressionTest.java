package dev.jong.apiserver.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cel.common.types.SimpleType;
import dev.jong.api.json.Json;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
    private static final Environment ENVIRONMENT =
            new Environment(Map.of("object", SimpleType.DYN));
    private static final Object OBJECT =
            JsonView.of(
                    Json.parse(
                            """
                            {"metadata":{"name":"web","labels":{"app":"shop","tier.x/y":"front"}},
                             "spec":{"replicas":3,"ratio":0.5,"none":null,"ports":[80,443],
                             "containers":[{"name":"a","image":"x:1"},{"name":"b","image":"y:2"}]}}\
                            """));

    private static Object value(String expression) {
        return ENVIRONMENT
                .compile(expression)
                .evaluate(Map.of("object", OBJECT)::get, new Budget(Budget.RULES));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "object.spec.replicas == 3",
                "object.spec.replicas < 3.5",
                "object.spec.none == null",
                "object.metadata.labels['tier.x/y'] == 'front'",
                "has(object.metadata.labels.app) && !has(object.metadata.labels.nope)",
                "object.spec.ports.all(p, p > 0)",
                "object.spec.ports.exists(p, p == 443)",
                "object.spec.ports.exists_one(p, p == 80)",
                "object.spec.containers.map(c, c.name) == ['a', 'b']",
                "object.spec.containers.map(c, c.name == 'b', c.image) == ['y:2']",
                "object.spec.containers.filter(c, c.image.endsWith(':1')).size() == 1",
                "object.spec.ports.transformList(i, v, v + i) == [80, 444]",
                "object.metadata.labels.transformMap(k, v, k.size()) == {'app': 3, 'tier.x/y': 8}",
                "object.?metadata.?labels.?app.orValue('') == 'shop'",
                "object.metadata.?nope.orValue('none') == 'none'",
                "object.spec.ports[?5].hasValue() == false",
                "optional.of(1).optMap(x, x + 1).value() == 2",
                "optional.none().or(optional.of(2)).value() == 2",
                "{?'a': optional.none(), 'b': 1} == {'b': 1}",
                "[?optional.of(1), 2] == [1, 2]",
                "object.nope == 1 || true",
                "!(false && object.nope == 1)",
                "[1, 2, 3].exists(x, 1 / (x - 1) == 1)",
                "1 + 2 * 3 - 4 / 2 % 3 == 5",
                "1u + 2u == 3u && 7u / 2u == 3u",
                "-7 / 2 == -3 && -7 % 2 == -1",
                "'a' + 'b' == 'ab' && b'a' + b'b' == b'ab'",
                "[1] + [2] == [1, 2]",
                "string(1.0) == '1' && string(1e21) == '1e+21' && string(0.00001) == '1e-05'",
                "string(3) == '3' && int('42') == 42 && double('1.5') == 1.5 && uint(3) == 3u",
                "bool('true') && string(b'abc') == 'abc'",
                "int(timestamp('1970-01-01T00:01:00Z')) == 60",
                "timestamp('2024-03-09T10:11:12.5Z').getHours() == 10",
                "timestamp('2024-03-09T10:11:12.5Z').getHours('+02:00') == 12",
                "timestamp('2024-03-09T10:11:12.5Z').getMonth() == 2",
                "timestamp('2024-03-09T10:11:12.5Z').getDayOfWeek() == 6",
                "string(timestamp('2024-03-09T10:11:12.500Z')) == '2024-03-09T10:11:12.5Z'",
                "string(duration('1h30m')) == '5400s' && duration('90m') == duration('1h30m')",
                "timestamp('2024-01-01T00:00:00Z') + duration('1h') > timestamp('2024-01-01T00:00:00Z')",
                "type(1) == int && type('a') == string && type([]) == list",
                "1 in [1, 2] && 'a' in {'a': 1} && !(3 in [1])",
                "{1: 'a'}[1] == 'a' && {1u: 'a'}[1u] == 'a'",
                "'hello'.charAt(1) == 'e' && 'hello'.charAt(5) == ''",
                "'hello mellow'.indexOf('ello', 2) == 7 && 'hello mellow'.lastIndexOf('ello') == 7",
                "'TacoCat'.lowerAscii() == 'tacocat' && 'tacoÑ'.upperAscii() == 'TACOÑ'",
                "'hello hello'.replace('he', 'we', 1) == 'wello hello'",
                "'a,b,c'.split(',', 2) == ['a', 'b,c'] && 'abc'.split('') == ['a', 'b', 'c']",
                "'tacocat'.substring(4) == 'cat' && 'tacocat'.substring(0, 4) == 'taco'",
                "'  a\\n'.trim() == 'a' && ['x', 'y'].join('-') == 'x-y'",
                "'%s is %d, %.2f, %x'.format(['a', 5, 1.005, 255]) == 'a is 5, 1.00, ff'",
                "'%s'.format([[1, 'a', {'k': true}]]) == '[1, \"a\", {\"k\":true}]'",
                "strings.quote('a\\n\"') == '\"a\\\\n\\\\\"\"'",
                "'a😀b'.size() == 3 && 'a😀b'.charAt(2) == 'b'",
                "'abc 123'.find('[0-9]+') == '123' && '1 2 3'.findAll('[0-9]', 2) == ['1', '2']",
                "'k8s'.matches('^[a-z0-9]+$')",
                "url('https://user@example.com:80/path?a=1&a=2').getHost() == 'example.com:80'",
                "url('https://example.com:80/a%20b?k=v').getPort() == '80'",
                "url('https://[::1]:80/').getHostname() == '::1'",
                "url('/path?k=v').getQuery()['k'] == ['v']",
                "isURL('https://a:80/') && isURL('/abs') && !isURL('rel/path') && !isURL('../x')",
                "ip('::1').family() == 6 && ip('127.0.0.1').isLoopback() && !isIP('1.2.3')",
                "string(ip('::FFFF')) == '::ffff' && ip.isCanonical('::ffff') && !ip.isCanonical('::FFFF')",
                "ip('192.168.0.1') == ip('192.168.0.1') && ip('192.168.0.1').isGlobalUnicast()",
                "cidr('192.168.0.0/24').containsIP('192.168.0.9') && !cidr('10.0.0.0/8').containsIP(ip('11.0.0.1'))",
                "cidr('192.168.0.0/16').containsCIDR('192.168.10.0/24') && cidr('192.168.1.5/24').masked() == cidr('192.168.1.0/24')",
                "cidr('192.168.1.5/24').ip() == ip('192.168.1.5') && isCIDR('::/0') && !isCIDR('1.2.3.4')",
                "quantity('1.5Gi').isGreaterThan(quantity('1Gi')) && quantity('200M') == quantity('0.2G')",
                "quantity('50k').add(20).asInteger() == 50020 && !isQuantity('20 Mi') && quantity('1m').sign() == 1",
                "semver('1.2.3').isLessThan(semver('1.2.10')) && semver('1.0.0-alpha').isLessThan(semver('1.0.0'))",
                "semver('v01.02', true) == semver('1.2.0') && !isSemver('v1.0') && semver('1.2.3').minor() == 2",
                "format.dns1123Label().validate('ok') == optional.none()",
                "format.dns1123Label().validate('No!').hasValue() && format.named('uuid').hasValue()",
                "!format.date().validate('2024-01-01').hasValue() && format.byte().validate('a').hasValue()",
                "[1, 2, 3].sum() == 6 && [3, 1].min() == 1 && ['b', 'a'].max() == 'b' && [1, 2].isSorted()",
                "[1, 2, 1].lastIndexOf(1) == 2 && [1].indexOf(9) == -1 && [duration('1s'), duration('2s')].sum() == duration('3s')",
                "sets.contains([1, 2], [1]) && sets.equivalent([1, 1], [1]) && !sets.intersects([1], [2])",
                "[3, 1, 2].sort() == [1, 2, 3] && [1, 2, 3].slice(1, 2) == [2] && [[1], [2]].flatten() == [1, 2]",
                "object.spec.containers.sortBy(c, c.image).map(c, c.name) == ['a', 'b']",
                "[1, 1, 2].distinct() == [1, 2] && lists.range(3) == [0, 1, 2] && [1, 2].reverse() == [2, 1]",
                "dyn([1, 2]) == [1.0, 2.0] && dyn({'a': 1}) == {'a': 1.0}",
                "0.0 / 0.0 != 0.0 / 0.0",
                "'a' < 'b' && b'a' < b'b' && false < true"
            })
    void isTrue(String expression) {
        assertThat(value(expression)).isEqualTo(true);
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "object.nope | no such key: nope",
                "object.metadata.labels['x'] | no such key: x",
                "object.spec.ports[9] | index out of bounds: 9",
                "object.spec.replicas.x | no such overload",
                "object.spec.replicas + 'a' | no such overload",
                "object.spec.replicas / 0 | division by zero",
                "5 % (object.spec.replicas - 3) | modulus by zero",
                "9223372036854775807 + object.spec.replicas | integer overflow",
                "int('x' + string(object.spec.replicas)) | type conversion error from 'string' to 'int'",
                "optional.none().value() | optional.none() dereference",
                "'abc'.charAt(object.spec.replicas + 1) | index out of range: 4",
                "'abc'.substring(2, object.spec.replicas - 3) | invalid substring range. start: 2, end: 0",
                "dyn([]).min() | min called on empty list",
                "'a'.matches(object.metadata.name + '[') | error parsing regexp: missing closing ]: `[`"
            })
    void saysWhyThereIsNoValue(String expression, String message) {
        assertThatThrownBy(() -> value(expression))
                .isInstanceOf(CelException.Failed.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nope | ERROR: <input>:1:1: undeclared reference to 'nope' (in container '')",
                "'a' + 1 | ERROR: <input>:1:5: found no matching overload for '_+_' applied to '(string, int)'\n",
                "1 + | ERROR: <input>:1:4: Syntax error: mismatched input '<EOF>'",
                "duration('x') | ERROR: <input>:1:10: invalid duration argument",
                "timestamp('x') | ERROR: <input>:1:11: invalid timestamp argument",
                "'a'.matches('[') | ERROR: <input>:1:13: invalid matches argument",
                "[[1]].sort() | ERROR: <input>:1:11: found no matching overload for 'sort' applied to 'list(list(int)).()'",
                "[1].sortBy(x, [x]) | ERROR: <input>:1:11: found no matching overload for '@sortByAssociatedKeys'",
                "[1, 'a'] | ERROR: <input>:1:5: expected type 'int' but found 'string'"
            })
    void refusesWhatIsNoExpression(String expression, String message) {
        assertThatThrownBy(() -> ENVIRONMENT.compile(expression))
                .isInstanceOf(CelException.Invalid.class)
                .hasMessageStartingWith(message.replace("\\n", "\n"));
    }

    @Test
    void escapesKeysOnlyWherePatchesAreWritten() {
        var text = "jsonpatch.escapeKey('a/b~c') == 'a~1b~0c'";
        var writing = new Environment(Map.of()).withPatches(_ -> Optional.empty());
        assertThat(writing.compile(text).evaluate(_ -> null, new Budget(Budget.RULES)))
                .isEqualTo(true);
        assertThatThrownBy(() -> ENVIRONMENT.compile(text))
                .isInstanceOf(CelException.Invalid.class)
                .hasMessageContaining("undeclared reference to 'jsonpatch'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[3, 1, 2].sort() | 18 + 11",
                "['b', 'a'].sort() | 8 + 11",
                "[2, 2, 2, 2].distinct() | 32 + 11",
                "[1, 2, 3].reverse() | 3 + 11",
                "[1, 2, 3].slice(1, 2) | 1 + 11",
                "[[1], [2]].flatten(3) | 6 + 11",
                "lists.range(20) | 20 + 11"
            })
    void chargesForListsThatAreMade(String expression, String sum) {
        var budget = new Budget(1_000);
        ENVIRONMENT.compile(expression).evaluate(Map.of("object", OBJECT)::get, budget);
        assertThat(budget.left())
                .isEqualTo(
                        1_000
                                - Stream.of(sum.trim().split(" \\+ "))
                                        .mapToLong(Long::parseLong)
                                        .sum());
    }

    @Test
    void stopsWhatCostsTooMuch() {
        var nested = "lists.range(1000).all(x, lists.range(1000).all(y, x + y >= 0))";
        assertThatThrownBy(() -> value(nested))
                .isInstanceOf(CelException.TooCostly.class)
                .hasMessage("operation cancelled: actual cost limit exceeded");
        var budget = new Budget(100);
        var program = ENVIRONMENT.compile("object.spec.ports.all(p, p > 0)");
        program.evaluate(Map.of("object", OBJECT)::get, budget);
        assertThat(budget.left()).isEqualTo(100 - 14);
        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 10; i++) {
                                program.evaluate(Map.of("object", OBJECT)::get, budget);
                            }
                        })
                .hasMessageContaining("running out of cost budget");
    }

    @Test
    void stopsWhenTheRequestHasNoMoreTime() {
        var few = "lists.range(50).all(x, x >= 0)";
        var many = "lists.range(500).all(x, x >= 0)";
        Thread.currentThread().interrupt();
        try {
            assertThat(value(few)).isEqualTo(true);
            assertThatThrownBy(() -> value(many))
                    .isInstanceOf(CelException.TooCostly.class)
                    .hasMessage("operation interrupted");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    /// Random expressions end with a value or an error of their own, never otherwise.
    @Test
    void survivesAnything() {
        var random = new Random(20260101);
        int valued = 0;
        for (int i = 0; i < 1_500; i++) {
            var expression = expression(random, 4);
            try {
                var _ = value(expression);
                valued++;
            } catch (CelException expected) {
                assertThat(expected.getMessage()).as(expression).isNotNull();
            }
        }
        assertThat(valued).isPositive();
    }

    private static final String[] LEAVES = {
        "1",
        "-1",
        "2u",
        "1.5",
        "'a'",
        "b'x'",
        "true",
        "null",
        "[]",
        "{}",
        "object",
        "object.spec",
        "object.spec.ports",
        "duration('1s')",
        "timestamp('2024-01-01T00:00:00Z')",
        "x",
        "int",
        "optional.none()",
        "object.metadata.labels",
        "9223372036854775807"
    };
    private static final String[] FORMS = {
        "(%s + %s)",
        "(%s - %s)",
        "(%s * %s)",
        "(%s / %s)",
        "(%s % %s)",
        "(%s == %s)",
        "(%s < %s)",
        "(%s in %s)",
        "(%s && %s)",
        "(%s || %s)",
        "%s[%s]",
        "[%s, %s]",
        "{%s: %s}",
        "%s.size()",
        "%s.all(x, %s)",
        "%s.map(x, %s)",
        "%s.filter(x, %s)",
        "%s.sum()",
        "%s.split(%s)",
        "%s.format([%s])",
        "string(%s)",
        "int(%s)",
        "(%s ? %s : %s)",
        "dyn(%s)",
        "!%s",
        "-%s",
        "%s.?a",
        "%s[?%s]",
        "optional.of(%s)",
        "%s.orValue(%s)",
        "has(%s.a)",
        "%s.matches(%s)",
        "type(%s)",
        "%s.getHours()",
        "quantity(%s)",
        "%s.sort()",
        "%s.flatten()",
        "duration(%s)",
        "%s.transformList(x, y, %s)",
        "%s.substring(%s, %s)",
        "%s.replace(%s, %s)",
        "ip(%s)",
        ")("
    };

    private static String expression(RandomGenerator random, int depth) {
        if (depth == 0 || random.nextInt(4) == 0) {
            return LEAVES[random.nextInt(LEAVES.length)];
        }
        var out = new StringBuilder();
        var form = FORMS[random.nextInt(FORMS.length)];
        for (int i = 0; i < form.length(); i++) {
            if (form.startsWith("%s", i)) {
                var part = expression(random, depth - 1);
                out.append(random.nextBoolean() ? "dyn(" + part + ")" : part);
                i++;
            } else {
                out.append(form.charAt(i));
            }
        }
        return out.toString();
    }
}
