import java.util.*;
import org.apache.flink.configuration.*;
import org.apache.flink.table.api.*;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.connector.*;
import org.apache.flink.table.connector.sink.*;
import org.apache.flink.table.connector.source.*;
import org.apache.flink.table.connector.source.lookup.*;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.*;
import org.apache.flink.table.functions.*;
import org.apache.flink.table.module.Module;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.inference.*;
import org.apache.flink.types.Row;

/** Tables and functions that can be planned and never run. A table's "mode" says what its rows are:
    append, upsert, all (a full changelog) or lookup. */
public class Planned implements Module {
  public Optional getTableSourceFactory() { return Optional.of(new Factory()); }
  public Optional getTableSinkFactory() { return Optional.of(new Factory()); }

  public static class Factory implements DynamicTableSourceFactory, DynamicTableSinkFactory {
    public String factoryIdentifier() { return "planned"; }
    public Set requiredOptions() { return new HashSet(); }
    public Set optionalOptions() { return new HashSet(); }
    public DynamicTableSource createDynamicTableSource(DynamicTableFactory.Context context) {
      if ("lookup".equals(mode(context))) return new LookedUp();
      return new Scanned(changelog(mode(context)));
    }
    public DynamicTableSink createDynamicTableSink(DynamicTableFactory.Context context) {
      return new Written(changelog(mode(context)));
    }
    static String mode(DynamicTableFactory.Context context) {
      return (String) context.getCatalogTable().getOptions().get("mode");
    }
    static ChangelogMode changelog(String mode) {
      if ("upsert".equals(mode)) return ChangelogMode.upsert();
      if ("all".equals(mode)) return ChangelogMode.all();
      return ChangelogMode.insertOnly();
    }
  }

  public static class Scanned implements ScanTableSource {
    final ChangelogMode mode;
    Scanned(ChangelogMode mode) { this.mode = mode; }
    public ChangelogMode getChangelogMode() { return this.mode; }
    public ScanTableSource.ScanRuntimeProvider getScanRuntimeProvider(
        ScanTableSource.ScanContext context) { return new Endless(); }
    public DynamicTableSource copy() { return new Scanned(this.mode); }
    public String asSummaryString() { return "planned"; }
  }

  public static class Endless implements ScanTableSource.ScanRuntimeProvider {
    public boolean isBounded() { return false; }
  }

  public static class LookedUp implements LookupTableSource {
    public LookupTableSource.LookupRuntimeProvider getLookupRuntimeProvider(
        LookupTableSource.LookupContext context) { return LookupFunctionProvider.of(new Found()); }
    public DynamicTableSource copy() { return new LookedUp(); }
    public String asSummaryString() { return "planned"; }
  }

  public static class Found extends LookupFunction {
    public Collection lookup(RowData key) { return new ArrayList(); }
  }

  public static class Written implements DynamicTableSink {
    final ChangelogMode mode;
    Written(ChangelogMode mode) { this.mode = mode; }
    public ChangelogMode getChangelogMode(ChangelogMode requested) { return this.mode; }
    public DynamicTableSink.SinkRuntimeProvider getSinkRuntimeProvider(
        DynamicTableSink.Context context) { throw new UnsupportedOperationException(); }
    public DynamicTableSink copy() { return new Written(this.mode); }
    public String asSummaryString() { return "planned"; }
  }

  static TypeInference.Builder answering(DataType type) {
    return TypeInference.newBuilder().outputTypeStrategy(TypeStrategies.explicit(type));
  }

  public static class OfOneRow extends ScalarFunction {
    public TypeInference getTypeInference(DataTypeFactory factory) {
      return answering(DataTypes.INT()).build();
    }
    public Integer eval(Object value) { return null; }
  }

  public static class SeveralRows extends TableFunction {
    public TypeInference getTypeInference(DataTypeFactory factory) {
      return answering(DataTypes.INT()).build();
    }
    public void eval(Object value) { }
  }

  public static class OfManyRows extends AggregateFunction {
    public TypeInference getTypeInference(DataTypeFactory factory) {
      return answering(DataTypes.INT())
          .accumulatorTypeStrategy(TypeStrategies.explicit(DataTypes.BIGINT())).build();
    }
    public Object createAccumulator() { return Long.valueOf(0L); }
    public Object getValue(Object accumulator) { return null; }
    public void accumulate(Object accumulator, Object value) { }
    public void retract(Object accumulator, Object value) { }
  }

  static TypeInference processing(StaticArgumentTrait trait) {
    StaticArgument table = StaticArgument.table(
        "input", Row.class, false, EnumSet.of(StaticArgumentTrait.TABLE, trait));
    return answering(DataTypes.INT()).staticArguments(Collections.singletonList(table)).build();
  }

  public static class EachRow extends ProcessTableFunction {
    public TypeInference getTypeInference(DataTypeFactory factory) {
      return processing(StaticArgumentTrait.ROW_SEMANTIC_TABLE);
    }
    public void eval(Row input) { }
  }

  public static class EachPartition extends ProcessTableFunction {
    public TypeInference getTypeInference(DataTypeFactory factory) {
      return processing(StaticArgumentTrait.SET_SEMANTIC_TABLE);
    }
    public void eval(Row input) { }
  }
}
