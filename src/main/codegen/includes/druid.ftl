<#--
  Druid's statements. An ingestion is one call whose operator is INSERT or REPLACE and whose operands
  are: table, column list or null, OVERWRITE condition or null (TRUE for ALL), query, PARTITIONED BY
  or null, CLUSTERED BY or null. StatementParser takes it apart.
-->
/** INSERT INTO t query ..., REPLACE INTO t OVERWRITE ... query ... */
SqlNode DruidIngest() :
{
    final Span s;
    final String verb;
    final SqlIdentifier target;
    SqlNodeList columns = null;
    SqlNode overwrite = null;
    final SqlNode query;
    SqlNode granularity = null;
    SqlNodeList clustering = null;
}
{
    (
        <INSERT> { verb = "INSERT"; }
    |
        <REPLACE> { verb = "REPLACE"; }
    )
    { s = span(); }
    <INTO>
    target = CompoundTableIdentifier()
    [
        LOOKAHEAD(2)
        columns = ParenthesizedSimpleIdentifierList()
    ]
    [
        <OVERWRITE>
        (
            <ALL> { overwrite = SqlLiteral.createBoolean(true, getPos()); }
        |
            overwrite = Where()
        )
    ]
    query = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
    [
        <PARTITIONED> <BY> granularity = DruidGranularity()
    ]
    [
        <CLUSTERED> <BY> clustering = DruidClustering()
    ]
    {
        return new SqlBasicCall(
            new SqlSpecialOperator(verb, SqlKind.INSERT),
            Arrays.asList(target, columns, overwrite, query, granularity, clustering),
            s.end(this));
    }
}

/** A keyword becomes the text literal that means the same. */
SqlNode DruidGranularity() :
{
    final SqlNode e;
}
{
    (
        LOOKAHEAD(1)
        ( <SECOND> | <MINUTE> | <HOUR> | <DAY> | <WEEK> | <MONTH> | <QUARTER> | <YEAR> )
        {
            return SqlLiteral.createCharString(token.image.toUpperCase(Locale.ROOT), getPos());
        }
    |
        <ALL> { e = SqlLiteral.createCharString("ALL", getPos()); }
        [ <TIME> ]
        { return e; }
    |
        e = Expression(ExprContext.ACCEPT_NON_QUERY) { return e; }
    )
}

SqlNodeList DruidClustering() :
{
    final Span s = Span.of();
    final List<SqlNode> items = new ArrayList<SqlNode>();
}
{
    AddOrderItem(items)
    (
        LOOKAHEAD(2)
        <COMMA> AddOrderItem(items)
    )*
    {
        return new SqlNodeList(items, s.addAll(items).pos());
    }
}

/** EXPLAIN PLAN FOR a query or an ingestion. */
SqlNode DruidExplain() :
{
    final Span s;
    final SqlNode stmt;
    SqlExplainLevel detail = SqlExplainLevel.EXPPLAN_ATTRIBUTES;
    final SqlExplain.Depth depth;
    SqlExplainFormat format = SqlExplainFormat.TEXT;
}
{
    <EXPLAIN> { s = span(); }
    <PLAN>
    [ detail = ExplainDetailLevel() ]
    depth = ExplainDepth()
    [
        <AS>
        (
            <XML> { format = SqlExplainFormat.XML; }
        |
            <JSON> { format = SqlExplainFormat.JSON; }
        |
            <DOT_FORMAT> { format = SqlExplainFormat.DOT; }
        )
    ]
    <FOR>
    (
        LOOKAHEAD(2)
        stmt = DruidIngest()
    |
        stmt = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
    |
        stmt = SqlDelete()
    |
        stmt = SqlUpdate()
    |
        stmt = SqlMerge()
    )
    {
        return new SqlExplain(s.end(stmt),
            stmt,
            detail.symbol(SqlParserPos.ZERO),
            depth.symbol(SqlParserPos.ZERO),
            format.symbol(SqlParserPos.ZERO),
            nDynamicParams);
    }
}

/** TYPE('COMPLEX<json>') */
SqlTypeNameSpec DruidTypeName() :
{
    final Span s;
    final SqlNode name;
}
{
    <TYPE> { s = span(); }
    <LPAREN>
    name = StringLiteral()
    <RPAREN>
    {
        return new SqlUserDefinedTypeNameSpec(
            SqlLiteral.unchain(name).getValueAs(String.class), s.end(this));
    }
}
